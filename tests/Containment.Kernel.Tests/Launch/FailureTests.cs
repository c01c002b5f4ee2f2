using Containment.Bundles;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;
using Containment.Linux.Processes;
using Containment.Networks;

namespace Containment.Kernel.Tests.Launch;

/// <summary>Lets each step of a launch fail in turn, and compares the machine after it with the machine before.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces)]
[CancelAfter(300_000)]
internal sealed class FailureTests
{
    private static readonly SystemCall Impossible = new("impossible", 0xffff);
    private Lab _lab = null!;

    [SetUp]
    public void MakeLab() => _lab = new();

    [TearDown]
    public void RemoveLab() => _lab.Dispose();

    [Test]
    public async Task Whichever_step_fails_nothing_is_left_and_the_error_names_it([Values] bool userNamespace)
    {
        var isolation = new IsolationSpec { UserNamespace = userNamespace, Mounts = [new("/tmp", _lab.Root)] };
        var request = _lab.Request(new("sleep", "1000") { Terminal = !userNamespace }, isolation);
        request = request with { Network = NetworkPlan.Compile(request.Id, _lab.Directory, [], new Dictionary<string, ParentFacts>()) };
        var plan = LaunchCompiler.Compile(request);
        // The first start of all makes what stays: the program in memory, the log, overlay's own directory.
        await FailAsync(plan, plan.Keeper.Count - 2);
        var before = MachineState.Of(_lab);
        for (var step = 0; step < plan.Steps.Count(); step++)
        {
            if (plan[step].Call == SystemCall.Execve && step < plan.Steps.Count() - 1) continue;
            var failure = await FailAsync(plan, step);
            if (failure is null)
            {
                Assert.That(IsPassedOver(plan, step), Is.True, $"step {step} could not fail: {plan[step]}");
                continue;
            }
            Assert.That(failure.Call, Is.EqualTo(Impossible.Name), plan[step].ToString());
            Assert.That(failure.Message, Is.EqualTo($"impossible {plan[step].Subject}: ENOSYS"));
            Assert.That(await MachineState.SettlesAsync(_lab, before), Is.Null, $"after step {step}: {plan[step]}");
        }
        Assert.That(plan.Steps.Count(), Is.GreaterThan(100));
    }

    // Which of two ways is taken depends on the kernel's answer to the step before them.
    private static bool IsPassedOver(LaunchPlan plan, int step) =>
        plan.Steps.Take(step).Select((earlier, at) => (earlier, at)).Any(x => x.at + Math.Max(x.earlier.SkipDone, x.earlier.SkipRefused) >= step);

    /// <summary>Runs the plan with one step that can't be done; null when it began nevertheless (and was ended).</summary>
    private static async Task<KernelException?> FailAsync(LaunchPlan plan, int step)
    {
        var broken = plan[step] with { Call = Impossible, Verb = Impossible.Name, Tolerated = [] };
        var keeper = plan.Keeper.ToList();
        var child = plan.Child.ToList();
        if (step < keeper.Count) keeper[step] = broken;
        else child[step - keeper.Count] = broken;
        try
        {
            await using var session = await Launcher.StartAsync(plan with { Keeper = keeper, Child = child });
            Lab.Kill(session.InitPid);
            await session.Exited;
            File.Delete(plan.SocketPath![..^4] + "exit");
            return null;
        }
        catch (KernelException failure)
        {
            return failure;
        }
    }
}
