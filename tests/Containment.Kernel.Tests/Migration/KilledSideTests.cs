using System.Diagnostics;
using System.Globalization;
using Containment.Tests.Migration.Fakes;

namespace Containment.Kernel.Tests.Migration;

/// <summary>
/// Both sides in processes of their own, one of them killed with SIGKILL at every step it takes in a good move, and started
/// again on what it left.
/// </summary>
internal sealed class KilledSideTests
{
    [Test, CancelAfter(180_000)]
    public async Task A_source_killed_at_any_step_leaves_one_copy(CancellationToken cancellation)
    {
        var (moved, stayed) = (0, 0);
        var steps = (await GoodStepsAsync(cancellation)).Source;
        await Parallel.ForEachAsync(steps, Few(cancellation), async (step, _) =>
        {
            await using var hosts = await TwoHosts.CreateAsync();
            using var target = SideProcess.Start("target", hosts.Directory, 0);
            var port = await PortOfAsync(target, cancellation);
            using var source = SideProcess.Start("source", hosts.Directory, port, step);
            Assert.That((await EndAsync(source, cancellation)).Status, Is.EqualTo(137), step);
            using var recovery = SideProcess.Start("recovery", hosts.Directory, port);
            await EndAsync(recovery, cancellation);
            await EndAsync(target, cancellation);
            if (AssertOneCopy(hosts, step)) Interlocked.Increment(ref moved);
            else Interlocked.Increment(ref stayed);
        });
        Assert.That((moved, stayed), Is.EqualTo((Math.Max(moved, 10), Math.Max(stayed, 10))), "some are before the commit and some after");
    }

    [Test, CancelAfter(180_000)]
    public async Task A_target_killed_at_any_step_leaves_one_copy(CancellationToken cancellation)
    {
        var (moved, stayed) = (0, 0);
        var steps = (await GoodStepsAsync(cancellation)).Target;
        await Parallel.ForEachAsync(steps, One(cancellation), async (step, _) =>
        {
            await using var hosts = await TwoHosts.CreateAsync();
            using var first = SideProcess.Start("target", hosts.Directory, 0, step);
            var port = await PortOfAsync(first, cancellation);
            using var source = SideProcess.Start("source", hosts.Directory, port);
            await first.WaitForExitAsync(cancellation);
            Assert.That(first.ExitCode, Is.EqualTo(137), step);
            using var second = SideProcess.Start("target", hosts.Directory, port);
            await PortOfAsync(second, cancellation);
            var ended = (await EndAsync(source, cancellation)).Status;
            await EndAsync(second, cancellation);
            Assert.That(AssertOneCopy(hosts, step), Is.EqualTo(ended == 0), $"{step}: the source said {ended}");
            if (ended == 0) Interlocked.Increment(ref moved);
            else Interlocked.Increment(ref stayed);
        });
        Assert.That((moved, stayed), Is.EqualTo((Math.Max(moved, 5), Math.Max(stayed, 10))), "some are before the commit and some after");
    }

    private static ParallelOptions Few(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = 3, CancellationToken = cancellation };

    // A target comes back on its old port, which another one must not take meanwhile.
    private static ParallelOptions One(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = 1, CancellationToken = cancellation };

    private static bool AssertOneCopy(TwoHosts hosts, string step)
    {
        var moved = hosts.TargetCopy.State == FakeCopy.Running;
        Assert.That(hosts.Violations, Is.Empty, step);
        Assert.That((hosts.SourceCopy.State, hosts.TargetCopy.State), Is.EqualTo(moved ? (FakeCopy.None, FakeCopy.Running) : (FakeCopy.Running, FakeCopy.None)), step);
        Assert.That(File.ReadAllText(Path.Combine((moved ? hosts.TargetCopy : hosts.SourceCopy).Files, "orders")), Is.EqualTo("all of them"), step);
        Assert.That(hosts.OpenJournals, Is.Empty, step);
        return moved;
    }

    private static async Task<(IReadOnlyList<string> Source, IReadOnlyList<string> Target)> GoodStepsAsync(CancellationToken cancellation)
    {
        await using var hosts = await TwoHosts.CreateAsync();
        using var target = SideProcess.Start("target", hosts.Directory, 0);
        var port = await PortOfAsync(target, cancellation);
        using var source = SideProcess.Start("source", hosts.Directory, port);
        var (status, sourceSteps) = await EndAsync(source, cancellation);
        Assert.That(status, Is.Zero);
        var (_, targetSteps) = await EndAsync(target, cancellation);
        Assert.That(AssertOneCopy(hosts, "nothing killed"), Is.True);
        return (sourceSteps, targetSteps);
    }

    private static async Task<int> PortOfAsync(Process process, CancellationToken cancellation) =>
        int.Parse((await process.StandardOutput.ReadLineAsync(cancellation))!, CultureInfo.InvariantCulture);

    private static async Task<(int Status, IReadOnlyList<string> Steps)> EndAsync(Process process, CancellationToken cancellation)
    {
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
    }
}
