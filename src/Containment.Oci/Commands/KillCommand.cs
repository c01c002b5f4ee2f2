using Containment.Linux.Descriptors;
using Containment.Linux.Processes;
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

    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var signal = invocation.Arguments.Count > 1 ? Signal.Parse(invocation.Arguments[1]) : Signal.Term;
        var container = invocation.Store.Read(invocation.Id);
        if (container.Phase is ContainerPhase.Stopped or ContainerPhase.Creating || !ContainerProcess.Signal(container.Record.Init!, signal))
            throw new ContainmentException(FailureReason.WrongState, invocation.Id, "container not running");
        return Task.FromResult(0);
    }
}
