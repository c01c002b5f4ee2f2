namespace Containment.Containers.Life;

/// <summary>Takes a container away again that did not come to be whole. What fails then is logged: it must not hide why.</summary>
internal sealed class Withdrawal(ContainerRegistry registry)
{
    public async Task RunAsync(Container container)
    {
        try
        {
            var status = await container.GetStatusAsync(CancellationToken.None).ConfigureAwait(false);
            if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync(CancellationToken.None).ConfigureAwait(false);
            await container.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (ContainmentException failure)
        {
            RecoveryLog.Left(registry.Host.Logger<Withdrawal>(), container.Id, failure);
        }
    }
}
