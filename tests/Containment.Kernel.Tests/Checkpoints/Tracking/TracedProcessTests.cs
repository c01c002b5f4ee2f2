using System.Diagnostics;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;
using Containment.Linux.Memory;

namespace Containment.Kernel.Tests.Checkpoints.Tracking;

[Needs(Need.Root, Need.Compiler)]
internal sealed class TracedProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Test, CancelAfter(20_000)]
    public async Task A_call_is_made_in_a_process_that_waits_and_one_that_runs_and_neither_notices(CancellationToken cancellation)
    {
        using var guest = await Guest.StartAsync(cancellation);
        Assert.That(await TracedProcess.RunAsync(guest.Pid, Patience, inside => inside.Call("getpid", 39)), Is.EqualTo(guest.Pid));
        // A wait whose rest the kernel knows goes on for that rest.
        guest.Tell($"z {300:x}");
        await Task.Delay(50, cancellation);
        for (var n = 0; n < 20; n++) await TracedProcess.RunAsync(guest.Pid, Patience, inside => inside.Call("getpid", 39));
        var (error, took, _) = await guest.AnswerAsync(cancellation);
        Assert.That(error, Is.Zero);
        Assert.That(took.TotalMilliseconds, Is.InRange(300, 600));
        // One that computes.
        var memory = await guest.MapAsync(64 << 20, cancellation);
        guest.Tell($"r {memory:x} {40_000_000:x} 1");
        var calls = 0;
        for (var watch = Stopwatch.StartNew(); watch.ElapsedMilliseconds < 30; calls++) Assert.That(await TracedProcess.RunAsync(guest.Pid, Patience, inside => inside.Call("getpid", 39)), Is.EqualTo(guest.Pid));
        Assert.That((await guest.AnswerAsync(cancellation)).Value, Is.Zero);
        Assert.That(calls, Is.GreaterThan(1));
        TestContext.Out.WriteLine($"{calls} calls in 30 ms while it computed");
    }

    [Test, CancelAfter(20_000)]
    public async Task A_refused_call_is_told_and_a_filter_that_kills_for_it_does_not(CancellationToken cancellation)
    {
        using var guest = await Guest.StartAsync(cancellation);
        await guest.AskAsync("s", cancellation);
        var before = await guest.AskAsync("n", cancellation);
        var refused = await Assert.ThrowsAsync<KernelRefusal>(() => TracedProcess.RunAsync(guest.Pid, Patience, inside => inside.Call("close", InsideCalls.Close, 999)));
        Assert.That(refused!.Error, Is.EqualTo(Errno.EBADF));
        using (await UserFaultsOfProcess.OpenAsync(guest.Pid, FaultFeatures.Tracking, full: false, Patience)) { }
        Assert.That((await guest.AskAsync("n", cancellation)).Value, Is.EqualTo(before.Value));
    }

    [Test, CancelAfter(20_000)]
    public async Task The_kernel_too_can_be_held_up_for_a_process_without_privileges(CancellationToken cancellation)
    {
        using var guest = await Guest.StartAsync(cancellation);
        await guest.AskAsync("o", cancellation);
        var before = await guest.AskAsync("n", cancellation);
        using var faults = await UserFaultsOfProcess.OpenAsync(guest.Pid, FaultFeatures.None, full: true, Patience);
        Assert.That((await guest.AskAsync("n", cancellation)).Value, Is.EqualTo(before.Value));
        var memory = await guest.MapAsync(4096, cancellation);
        faults.Register(new(memory, memory + 4096), FaultModes.Missing);
        guest.Tell($"g {memory:x} 10");
        var told = await ReadAsync(faults, cancellation);
        Assert.That(told, Is.EqualTo(new FaultEvent.Fault(memory, IsWrite: true)));
        Assert.That(faults.Copy(memory, new byte[4096], out var error), Is.EqualTo(4096));
        Assert.That(error, Is.Null);
        Assert.That((await guest.AnswerAsync(cancellation)).Value, Is.EqualTo(16));
        Assert.That(faults.Copy(memory, new byte[4096], out error), Is.Zero);
        Assert.That(error, Is.EqualTo(Errno.EEXIST));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_process_that_stands_still_by_its_v2_cgroup_is_left_as_it_is(CancellationToken cancellation)
    {
        using var guest = await Guest.StartAsync(cancellation);
        using var still = FrozenCgroup.Around(guest.Pid);
        var refused = await Assert.ThrowsAsync<KernelRefusal>(() => TracedProcess.RunAsync(guest.Pid, TimeSpan.FromMilliseconds(50), inside => inside.Call("getpid", 39)));
        Assert.That(refused!.Error, Is.EqualTo(Errno.ETIMEDOUT));
        still.Dispose();
        Assert.That((await guest.AskAsync("c", cancellation)).Value, Is.Zero);
    }

    private static async Task<FaultEvent> ReadAsync(UserFaults faults, CancellationToken cancellation)
    {
        FaultEvent? told;
        while (!faults.TryRead(out told)) await Task.Delay(1, cancellation);
        return told;
    }
}
