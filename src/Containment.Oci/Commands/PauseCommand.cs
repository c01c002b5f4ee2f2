using Containment.Oci.States;
using Containment.Resources;

namespace Containment.Oci.Commands;

/// <summary><c>pause ID</c></summary>
internal sealed class PauseCommand : Command
{
    public override string Name => "pause";
    public override string Summary => "suspend all processes inside the container";
    public override string Description => "They go on after resume. \"list\" shows what containers do.";

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var held = invocation.Store.Hold(invocation.Id);
        var container = held.Read();
        if (container?.Phase is not (ContainerPhase.Running or ContainerPhase.Created))
            throw new ContainmentException(FailureReason.WrongState, invocation.Id, container?.Phase == ContainerPhase.Paused ? "container is paused already" : "container not running");
        await Cgroup(container).FreezeAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }

    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>: it has none. <see cref="FailureReason.Corrupt"/>.</exception>
    internal static OciCgroup Cgroup(ContainerView container) => container.Record.OpenCgroup()
        ?? throw new ContainmentException(FailureReason.Unsupported, container.Record.Id, "the container has no cgroup of its own");
}
