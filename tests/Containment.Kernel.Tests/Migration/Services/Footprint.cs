using System.Diagnostics;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Migration.Services;

/// <summary>What two hosts have on the machine for one container, to be compared before and after moves: what is named, as lines, and this process's descriptors and memory.</summary>
/// <param name="Traces">Files of both hosts' directories but those of the container itself, cgroups, mounts, processes, and the links of their namespaces.</param>
/// <param name="Descriptors">Open ones of this process, in which both hosts are.</param>
/// <param name="Managed">Bytes that its heap holds.</param>
internal sealed record Footprint(IReadOnlyList<string> Traces, int Descriptors, long Managed)
{
    // Of the runtime itself: threads of the pool, and sockets that close later.
    private const int OwnDescriptors = 24;
    private const long OwnMemory = 24 << 20;

    public static async Task<Footprint> OfAsync(JoinedHosts joined, string id, CancellationToken cancellation)
    {
        List<string> traces = [];
        for (var host = 0; host < 2; host++)
        {
            traces.AddRange(MachineState.Of(joined.Directory(host), id).Where(line => !IsOwn(line, id)).Select(line => $"{host} {Steady(line)}"));
            using var links = new RunningProgram("nsenter", [$"--net={joined.PathOf(joined.Namespaces[host])}", "ip", "-o", "link"]);
            traces.Add($"{host} links: {(await links.WaitAsync(cancellation)).Output.Count(letter => letter == '\n')}");
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return new(traces, Process.GetCurrentProcess().HandleCount, GC.GetTotalMemory(forceFullCollection: true));
    }

    public void AssertLike(Footprint before)
    {
        TestContext.Out.WriteLine($"descriptors {before.Descriptors} -> {Descriptors}, heap {before.Managed >> 10} -> {Managed >> 10} KiB");
        Assert.That(Traces, Is.EqualTo(before.Traces), "what the hosts have on the machine");
        Assert.That(Descriptors, Is.LessThan(before.Descriptors + OwnDescriptors), "open descriptors of the hosts");
        Assert.That(Managed, Is.LessThan(before.Managed + OwnMemory), "memory of the hosts");
    }

    // What the container itself does is its own.
    private static bool IsOwn(string line, string id) => line.Contains($"containers/{id}/", StringComparison.Ordinal) || (line.StartsWith("process ", StringComparison.Ordinal) && !line.Contains("containment", StringComparison.Ordinal) && !line.Contains("criu", StringComparison.Ordinal));

    // The numbers of a mount differ each time, as does the range of ids.
    private static string Steady(string line) => line.StartsWith("mount ", StringComparison.Ordinal) ? $"mount on {line.Split(' ')[5]}" : line.StartsWith("file state/ids/", StringComparison.Ordinal) ? "file of an id range" : line;
}
