using Containment.Oci.CommandLine;
using Containment.Oci.States;

namespace Containment.Oci.Commands;

/// <summary><c>kill [--all] ID [SIGNAL]</c></summary>
internal sealed class KillCommand : Command
{
    private static readonly Flag All = Flag.Switch("all", "send the specified signal to all processes inside the container", "a");

    public override string Name => "kill";
    public override string Summary => "send a signal (default: SIGTERM) to the container's first process";
    public override string Form => "<container-id> [signal]";
    public override string Description => "The signal is a name, with or without SIG, or a number.";
    public override IReadOnlyList<Flag> Flags => [All];
    public override (int Least, int Most) Arguments => (1, 2);

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var signal = invocation.Arguments.Count > 1 ? Signal.Parse(invocation.Arguments[1]) : Signal.Term;
        var container = invocation.Store.Read(invocation.Id);
        var cgroup = invocation.On(All) ? container.Record.OpenCgroup() : container.Record.FindCgroup();
        var reached = container.Phase is not (ContainerPhase.Stopped or ContainerPhase.Creating) && ContainerProcess.Signal(container.Record.Init!, signal);
        if (invocation.On(All) && cgroup is { Pids.Count: > 0 })
        {
            cgroup.Signal(signal.Number);
            reached = true;
        }
        if (!reached) throw new ContainmentException(FailureReason.WrongState, invocation.Id, "container not running");
        // What is frozen dies only when it thaws.
        if (signal == Signal.Kill && container.Phase == ContainerPhase.Paused && cgroup is not null) await cgroup.ThawAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }
}
