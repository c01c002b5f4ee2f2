using Containment.Containers.Storing;
using Containment.Linux.Descriptors;
using Containment.Snapshots;

namespace Containment.Containers.Life;

/// <summary>
/// Changes what own layers a container has. The one moment of change is the writing of its state: killed before it, it is as before
/// and something superfluous lies there; killed after it, it is as after. Superfluous layers are swept before and after each change.
/// </summary>
internal sealed class LayerChange(ContainerRegistry registry, IContainerLock held, ContainerState before)
{
    /// <param name="make">Makes the layers that are new, and says what it has then.</param>
    /// <param name="use">What must succeed with them; else it is as before.</param>
    /// <returns>The state afterwards.</returns>
    /// <exception cref="ContainmentException">Exhausted: the disk is full; it is as before.</exception>
    public async Task<ContainerState> RunAsync(Func<Task<OwnLayers>> make, Func<Task>? use = null)
    {
        OwnLayers after;
        var (written, steps) = (false, ChangeSteps.Of(registry.Host));
        registry.Quotas.Ready(held.Id);
        // One that runs could fill it up at once.
        using var spare = before.Disk is null || await RunsAsync().ConfigureAwait(false) ? null : registry.Quotas.Spare(held.Id, before.Disk);
        registry.Snapshots.Sweep(held.Id, before.Own.Needed);
        try
        {
            after = await make().ConfigureAwait(false);
            steps.Reached("made");
            await WriteAsync(after).ConfigureAwait(false);
            written = true;
            steps.Reached("written");
            if (use is not null) await use().ConfigureAwait(false);
            steps.Reached("used");
        }
        catch (Exception failure)
        {
            if (!written || await WriteBackAsync().ConfigureAwait(false)) Sweep(before.Own);
            if (failure is KernelRefusal refusal) throw new KernelException(refusal);
            if (failure is not IOException full) throw;
            throw new ContainmentException(FailureReason.Exhausted, held.Id.Value, $"the layers of container {held.Id} can't be written: {full.Message}", null, full);
        }
        Sweep(after);
        steps.Reached("swept");
        return before with { Own = after };
    }

    private async Task<bool> RunsAsync() => (await new StatusReader(registry).ReadAsync(held, CancellationToken.None).ConfigureAwait(false)).Phase is ContainerPhase.Running or ContainerPhase.Paused;

    private Task WriteAsync(OwnLayers own) => registry.Store.WriteStateAsync(held, before with { Own = own }, CancellationToken.None);

    // On a full disk even that may fail; then it stands on the new layers, and all that either needs stays.
    private async Task<bool> WriteBackAsync()
    {
        try
        {
            await WriteAsync(before.Own).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is IOException or ContainmentException)
        {
            RecoveryLog.Left(registry.Host.Logger<LayerChange>(), held.Id, failure);
            return false;
        }
    }

    // What can't be removed now is removed before the next change.
    private void Sweep(OwnLayers own)
    {
        try
        {
            registry.Snapshots.Sweep(held.Id, own.Needed);
        }
        catch (ContainmentException failure)
        {
            RecoveryLog.Left(registry.Host.Logger<LayerChange>(), held.Id, failure);
        }
    }
}
