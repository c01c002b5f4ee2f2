using Containment.Bundles;
using Containment.Bundles.Rules;
using Containment.Containers.Storing;
using Containment.Launch;

namespace Containment.Containers.Life;

/// <summary>Mounts directories, files and tmpfs in a container that runs or stands, and takes them away: note, state, mount, note gone.</summary>
internal sealed class MountAttaching(ContainerRegistry registry)
{
    public async Task AttachAsync(ContainerId id, MountSpec mount, CancellationToken cancellation)
    {
        using var held = await registry.LockAsync(id, cancellation).ConfigureAwait(false);
        var (state, mounts, status) = await ReadAsync(held, cancellation).ConfigureAwait(false);
        if (status.Ownership.Owner != Owner.Here) throw NotHere.Refusal(id, status.Ownership, "nothing can be mounted in it");
        if (mount.Source is { } source && (!Path.IsPathFullyQualified(source) || !Path.Exists(source))) throw new InvalidSpecException("mounts.source", source, "a directory or file of the host that is there");
        mount = mount with { Target = MountRules.Plain(mount.Target) };
        if (status.ProcessId is { } running) mount = mount with { Target = MountPoints.Real(running, mount.Target) };
        Refuse(id, mount, state, mounts, status.ProcessId);
        var with = state with { Mounts = [.. mounts, mount] };
        if (status.ProcessId is not { } init)
        {
            await registry.Store.WriteStateAsync(held, with, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            var steps = ChangeSteps.Of(registry.Host);
            new Unfinished(IsDevice: false, mount.Target).Write(registry.Paths(id).Attaching);
            try
            {
                steps.Reached("noted");
                await registry.Store.WriteStateAsync(held, with, CancellationToken.None).ConfigureAwait(false);
                steps.Reached("described");
                await Launcher.CarryOutAsync(AttachCompiler.Mount(init, RuntimeSpecCompiler.Mount(mount, state.Ids is not null), DeviceTaking.Ids(state)), cancellation).ConfigureAwait(false);
                steps.Reached("mounted");
            }
            catch
            {
                await new UnfinishedWork(registry).UndoAsync(held, init).ConfigureAwait(false);
                throw;
            }
            File.Delete(registry.Paths(id).Attaching);
        }
        await registry.EmitAsync(id, ContainerEventKind.MountAttached, mount.Source is null ? $"tmpfs on {mount.Target}" : $"{mount.Source} on {mount.Target}").ConfigureAwait(false);
    }

    public async Task DetachAsync(ContainerId id, string target, CancellationToken cancellation)
    {
        using var held = await registry.LockAsync(id, cancellation).ConfigureAwait(false);
        var (state, mounts, status) = await ReadAsync(held, cancellation).ConfigureAwait(false);
        var plain = MountRules.Plain(target);
        var places = status.ProcessId is { } running ? [plain, MountPoints.Real(running, plain)] : (string[])[plain];
        if (mounts.LastOrDefault(one => places.Contains(MountRules.Plain(one.Target))) is not { } mount)
            throw new ContainmentException(FailureReason.NotFound, target, $"container {id} has no mount of its description on {target}{(mounts.Count > 0 ? $" (it has them on {string.Join(", ", mounts.Select(one => one.Target))})" : "")}");
        if (status.ProcessId is { } init && MountPoints.Find(init, MountPoints.Real(init, mount.Target)) is { } line)
        {
            if (OwnIds.Current is not null) throw Own(id);
            new Unfinished(IsDevice: false, mount.Target).Write(registry.Paths(id).Attaching);
            try
            {
                await Launcher.CarryOutAsync(AttachCompiler.Detach(init, line.Target), cancellation).ConfigureAwait(false);
            }
            catch (KernelException busy) when (busy.ErrorName == "EBUSY")
            {
                File.Delete(registry.Paths(id).Attaching);
                throw new ContainmentException(FailureReason.WrongState, target, $"the mount on {line.Target} is in use{MountUsers.Text(registry, id, line)}; end what uses it, or stop the container", null, busy);
            }
            ChangeSteps.Of(registry.Host).Reached("unmounted");
        }
        await registry.Store.WriteStateAsync(held, state with { Mounts = [.. mounts.Where(one => one != mount)] }, CancellationToken.None).ConfigureAwait(false);
        File.Delete(registry.Paths(id).Attaching);
        await registry.EmitAsync(id, ContainerEventKind.MountDetached, mount.Target).ConfigureAwait(false);
    }

    private async Task<(ContainerState State, IReadOnlyList<MountSpec> Mounts, ContainerStatus Status)> ReadAsync(IContainerLock held, CancellationToken cancellation)
    {
        var status = await new StatusReader(registry).ReadAsync(held, cancellation).ConfigureAwait(false);
        await new UnfinishedWork(registry).SettleAsync(held, status.ProcessId).ConfigureAwait(false);
        var state = await registry.Store.ReadStateAsync(held.Id, cancellation).ConfigureAwait(false);
        return (state, state.Mounts ?? (await registry.Store.ReadSpecAsync(held.Id, cancellation).ConfigureAwait(false)).Isolation.Mounts, status);
    }

    private static void Refuse(ContainerId id, MountSpec mount, ContainerState state, IReadOnlyList<MountSpec> mounts, int? init)
    {
        if (mount.Target == "/") throw new InvalidSpecException("mounts.destination", mount.Target, "a path below /");
        if (mounts.Any(one => MountRules.Plain(one.Target) == mount.Target) || state.Volumes.Any(one => one.Target == mount.Target))
            throw new ContainmentException(FailureReason.AlreadyExists, mount.Target, $"container {id} has something mounted on {mount.Target} already");
        if (init is null) return;
        if (OwnIds.Current is not null) throw Own(id);
        // Else nobody could say which of the two is ours.
        if (MountPoints.Find(init.Value, mount.Target) is { } line) throw new ContainmentException(FailureReason.AlreadyExists, mount.Target, $"in container {id} something is mounted on {mount.Target} already ({line.Type} of {line.Source})");
    }

    private static ContainmentException Own(ContainerId id) => new(FailureReason.Unsupported, id.Value, "an ordinary user can change the mounts only of a container that does not run");
}
