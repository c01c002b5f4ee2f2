using Containment.Oci.States;

namespace Containment.Oci.Commands;

/// <summary><c>resume ID</c></summary>
internal sealed class ResumeCommand : Command
{
    public override string Name => "resume";
    public override string Summary => "let all processes go on that were paused";

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var held = invocation.Store.Hold(invocation.Id);
        if (held.Read() is not { Phase: ContainerPhase.Paused } container) throw new ContainmentException(FailureReason.WrongState, invocation.Id, "container not paused");
        await PauseCommand.Cgroup(container).ThawAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }
}
