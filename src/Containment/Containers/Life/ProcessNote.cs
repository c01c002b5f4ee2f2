using System.Globalization;
using Containment.Linux.Processes;

namespace Containment.Containers.Life;

/// <summary>A process that is noted on disk, so that it can be known again: its number, and when it began in ticks since the boot (proc_pid_stat(5)).</summary>
internal sealed record ProcessNote(int Pid, ulong Began)
{
    /// <summary>Null when it has ended.</summary>
    public static ProcessNote? Of(int pid) => ProcessStat.Of(pid) is { } stat ? new(pid, stat.Began) : null;

    /// <summary>Null where there is none, or what is there is none.</summary>
    public static ProcessNote? Read(string path)
    {
        if (!File.Exists(path)) return null;
        return File.ReadAllText(path).Split(' ') is [var pid, var began] && int.TryParse(pid, CultureInfo.InvariantCulture, out var number) && ulong.TryParse(began.TrimEnd('\n'), CultureInfo.InvariantCulture, out var ticks)
            ? new(number, ticks) : null;
    }

    public void Write(string path) => File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"{Pid} {Began}\n"));

    /// <summary>Whether it is still at work. One that nobody has waited for yet is not.</summary>
    public bool Lives => ProcessStat.Of(Pid) is { IsAtWork: true } stat && stat.Began == Began;
}
