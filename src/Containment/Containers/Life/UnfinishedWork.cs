using Containment.Containers.Storing;
using Containment.Launch;

namespace Containment.Containers.Life;

/// <summary>Ends what somebody began to give to a container, or to take from it, and was killed over: it is taken.</summary>
internal sealed class UnfinishedWork(ContainerRegistry registry)
{
    /// <param name="held">The container.</param>
    /// <param name="init">Its first process; null where it does not run: then nothing of it is left but its description.</param>
    public async Task SettleAsync(IContainerLock held, int? init)
    {
        var path = registry.Paths(held.Id).Attaching;
        if (!File.Exists(path)) return;
        if (Unfinished.Read(path) is not { } work || init is null) File.Delete(path);
        else if (work.IsDevice) await new DeviceTaking(registry).TakeAsync(held, work.Name, init.Value).ConfigureAwait(false);
        else await UnmountAsync(held, work.Name, init.Value).ConfigureAwait(false);
    }

    /// <summary>After a failure that must be told and not be hidden by another.</summary>
    public async Task UndoAsync(IContainerLock held, int init)
    {
        try
        {
            await SettleAsync(held, init).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ContainmentException or IOException)
        {
            RecoveryLog.Left(registry.Host.Logger<UnfinishedWork>(), held.Id, failure);
        }
    }

    private async Task UnmountAsync(IContainerLock held, string target, int init)
    {
        var path = registry.Paths(held.Id).Attaching;
        if (MountPoints.Find(init, MountPoints.Real(init, target)) is { } line)
        {
            try
            {
                await Launcher.CarryOutAsync(AttachCompiler.Detach(init, line.Target), default).ConfigureAwait(false);
            }
            catch (KernelException busy) when (busy.ErrorName == "EBUSY")
            {
                // Somebody uses it by now: so it is there, as its description says.
                File.Delete(path);
                return;
            }
        }
        var state = await registry.Store.ReadStateAsync(held.Id, default).ConfigureAwait(false);
        var mounts = state.Mounts ?? (await registry.Store.ReadSpecAsync(held.Id, default).ConfigureAwait(false)).Isolation.Mounts;
        await registry.Store.WriteStateAsync(held, state with { Mounts = [.. mounts.Where(one => one.Target != target)] }, CancellationToken.None).ConfigureAwait(false);
        File.Delete(path);
    }
}
