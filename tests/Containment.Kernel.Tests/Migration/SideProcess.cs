using System.Diagnostics;
using System.Globalization;
using Containment.Migration;

namespace Containment.Kernel.Tests.Migration;

/// <summary>One side of a move in a process of its own (tests/Containment.MigrationSide).</summary>
internal static class SideProcess
{
    /// <summary>Starts it; with a step, it kills itself there with SIGKILL. With a container it moves a real one.</summary>
    public static Process Start(string role, string directory, int port, string? dieAt = null, string? container = null, MigrationStrategy strategy = MigrationStrategy.StopAndCopy)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Containment.MigrationSide")) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var word in (string[])[role, directory, port.ToString(CultureInfo.InvariantCulture), .. dieAt is null && container is null ? (string[])[] : [dieAt ?? ""], .. container is null ? (string[])[] : [container]]) start.ArgumentList.Add(word);
        start.Environment["SIDE_STRATEGY"] = strategy.ToString();
        return Process.Start(start)!;
    }
}
