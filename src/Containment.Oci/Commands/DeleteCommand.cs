using Containment.Oci.CommandLine;
using Containment.Oci.Life;
using Containment.Oci.States;

namespace Containment.Oci.Commands;

/// <summary><c>delete [--force] ID</c></summary>
internal sealed class DeleteCommand : Command
{
    private static readonly Flag Force = Flag.Switch("force", "delete the container even if it is running (uses SIGKILL)", "f");

    public override string Name => "delete";
    public override string Summary => "delete all that is held for a container, which is stopped";
    public override IReadOnlyList<Flag> Flags => [Force];

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var held = Hold(invocation);
        if (held is null) return 0;
        await Removal.RunAsync(held, invocation.On(Force), invocation.Log, cancellationToken).ConfigureAwait(false);
        return 0;
    }

    // With --force, one that is not there is deleted already.
    private static HeldContainer? Hold(Invocation invocation)
    {
        try
        {
            return invocation.Store.Hold(invocation.Id);
        }
        catch (ContainmentException e) when (e.Reason == FailureReason.NotFound && invocation.On(Force))
        {
            return null;
        }
    }
}
