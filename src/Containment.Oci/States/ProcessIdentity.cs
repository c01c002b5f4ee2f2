using System.Globalization;

namespace Containment.Oci.States;

/// <summary>A process that can't be taken for another that later has its number.</summary>
/// <param name="Pid">Its number, as the host sees it.</param>
/// <param name="StartTime">When it began: field 22 of proc_pid_stat(5), in ticks since the machine's start.</param>
/// <param name="BootId">The run of the machine: /proc/sys/kernel/random/boot_id.</param>
internal sealed record ProcessIdentity(int Pid, ulong StartTime, string BootId)
{
    private static readonly Lazy<string> ThisBoot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").TrimEnd());

    /// <summary>Null where there is no such process, or only what is left of one that has ended.</summary>
    public static ProcessIdentity? Of(int pid) => Read(StatusOf(pid)) is { } start ? new(pid, start, ThisBoot.Value) : null;

    /// <summary>Whether it still runs.</summary>
    public bool Lives => Pid > 0 && BootId == ThisBoot.Value && Read(StatusOf(Pid)) == StartTime;

    private static string StatusOf(int pid) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat");

    internal static ulong? Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (UnauthorizedAccessException)
        {
            // A procfs with hidepid shows nobody the processes of others: who may not see it can't do anything to it.
            return null;
        }
        catch (IOException)
        {
            // It may also end between open and read (ESRCH).
            return null;
        }
        return Parse(text);
    }

    /// <summary>The start time in a line of proc_pid_stat(5); null for a process that has ended.</summary>
    internal static ulong? Parse(string text)
    {
        // The name in parentheses may hold anything, parentheses too.
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 20 || fields[0] is "Z" or "X" or "x") return null;
        return ulong.TryParse(fields[19], CultureInfo.InvariantCulture, out var start) ? start : null;
    }
}
