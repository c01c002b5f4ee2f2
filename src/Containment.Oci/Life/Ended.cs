using Containment.Oci.Commands;

namespace Containment.Oci.Life;

/// <summary>What run does when its container has ended.</summary>
internal static class Ended
{
    /// <summary>Removes it, where nobody else has done so.</summary>
    public static async Task RemoveAsync(string id, Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            using var held = invocation.Store.Hold(id);
            await Removal.RunAsync(held, force: true, invocation.Log, cancellationToken).ConfigureAwait(false);
        }
        catch (ContainmentException gone) when (gone.Reason == FailureReason.NotFound)
        {
            return;
        }
    }
}
