using Containment.Containers.Storing;
using Containment.Devices;
using Containment.Devices.Lending;
using Containment.Launch;
using Containment.Linux.Networks;

namespace Containment.Containers.Life;

/// <summary>
/// Gives devices to a container and takes them away, while it runs or stands:
/// <code>
/// note | state | lent (functions, vfio-pci) | rule | nodes | mounts | network interfaces | note gone
/// </code>
/// and back the other way. What fails is undone; what was killed is undone by whoever comes next.
/// </summary>
internal sealed class DeviceAttaching(ContainerRegistry registry)
{
    public async Task AttachAsync(ContainerId id, DeviceSpec device, CancellationToken cancellation)
    {
        using var held = await registry.LockAsync(id, cancellation).ConfigureAwait(false);
        var (spec, state, status) = await ReadAsync(held, cancellation).ConfigureAwait(false);
        if (status.Ownership.Owner != Owner.Here) throw NotHere.Refusal(id, status.Ownership, "it can't be given a device");
        if (state.Devices.Any(one => one.Name == device.Name)) throw new ContainmentException(FailureReason.AlreadyExists, device.Name, $"container {id} has device {device.Name} already");
        var parts = registry.Devices.Look(device);
        DeviceRules.CheckOwn(device, parts);
        Refuse(id, device, state, parts, status.ProcessId is not null);
        if (status.ProcessId is { } running) RefusePlaces(id, running, parts);
        var with = state with { Devices = [.. state.Devices, device] };
        if (status.ProcessId is not { } init)
        {
            await registry.Store.WriteStateAsync(held, with, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            var steps = ChangeSteps.Of(registry.Host);
            new Unfinished(IsDevice: true, device.Name).Write(registry.Paths(id).Attaching);
            try
            {
                steps.Reached("noted");
                await registry.Store.WriteStateAsync(held, with, CancellationToken.None).ConfigureAwait(false);
                steps.Reached("described");
                await GiveAsync(id, spec, state, device, init, cancellation).ConfigureAwait(false);
            }
            catch
            {
                await new DeviceTaking(registry).UndoAsync(held, device.Name, init).ConfigureAwait(false);
                throw;
            }
            File.Delete(registry.Paths(id).Attaching);
        }
        await registry.EmitAsync(id, ContainerEventKind.DeviceAttached, $"{device}").ConfigureAwait(false);
    }

    public async Task DetachAsync(ContainerId id, string name, CancellationToken cancellation)
    {
        using var held = await registry.LockAsync(id, cancellation).ConfigureAwait(false);
        var (_, state, status) = await ReadAsync(held, cancellation).ConfigureAwait(false);
        if (DeviceTaking.Named(state, name) is not { } device) throw new ContainmentException(FailureReason.NotFound, name, $"container {id} has no device {name}{(state.Devices.Count > 0 ? $" (it has {string.Join(", ", state.Devices.Select(one => one.Name))})" : "")}");
        await new DeviceTaking(registry).RunAsync(held, device, status.ProcessId, cancellation).ConfigureAwait(false);
        await registry.EmitAsync(id, ContainerEventKind.DeviceDetached, device.Name).ConfigureAwait(false);
    }

    private async Task<(ContainerSpec Spec, ContainerState State, ContainerStatus Status)> ReadAsync(IContainerLock held, CancellationToken cancellation)
    {
        var status = await new StatusReader(registry).ReadAsync(held, cancellation).ConfigureAwait(false);
        await new UnfinishedWork(registry).SettleAsync(held, status.ProcessId).ConfigureAwait(false);
        return (await registry.Store.ReadSpecAsync(held.Id, cancellation).ConfigureAwait(false), await registry.Store.ReadStateAsync(held.Id, cancellation).ConfigureAwait(false), status);
    }

    private void Refuse(ContainerId id, DeviceSpec device, ContainerState state, DeviceParts parts, bool runs)
    {
        if (runs && OwnIds.Current is not null) throw new ContainmentException(FailureReason.Unsupported, id.Value, "an ordinary user can give devices only to a container that does not run");
        if (runs && parts.Environment.Count > 0) throw new ContainmentException(FailureReason.Unsupported, device.Name, $"{device.Name} sets environment variables ({string.Join(", ", parts.Environment.Select(line => line.Split('=')[0]))}), which only processes get that begin with them; attach it while the container does not run, or ask for it when it is created");
        if (runs && parts.Hooks is not null) throw new ContainmentException(FailureReason.Unsupported, device.Name, $"{device.Name} has hooks, which run only when a container begins; attach it while the container does not run, or ask for it when it is created");
        var taken = (runs ? registry.Devices.Book.Read(id).SelectMany(loan => loan.Nodes) : state.Devices.SelectMany(one => registry.Devices.Look(one).Nodes)).Select(node => node.Target);
        if (parts.Nodes.Select(node => node.Target).Intersect(taken).FirstOrDefault() is { } twice) throw new ContainmentException(FailureReason.AlreadyExists, twice, $"container {id} has {twice} already, by another of its devices");
    }

    // What fails is undone, and that must remove nothing but what was made; least of all from a /dev of the host's own.
    private static void RefusePlaces(ContainerId id, int init, DeviceParts parts)
    {
        if (parts.Nodes.Count > 0 && !MountPoints.HasOwnDevices(init)) throw new ContainmentException(FailureReason.Unsupported, id.Value, $"/dev of container {id} is not a tmpfs of its own; give it devices while it does not run, by its bundle");
        if (parts.Nodes.FirstOrDefault(node => MountPoints.IsThere(init, node.Target)) is { } taken) throw new ContainmentException(FailureReason.AlreadyExists, taken.Target, $"container {id} has something at {taken.Target} already");
        if (parts.Mounts.FirstOrDefault(mount => MountPoints.Find(init, MountPoints.Real(init, mount.Destination)) is not null) is { } covered) throw new ContainmentException(FailureReason.AlreadyExists, covered.Destination, $"in container {id} something is mounted on {covered.Destination} already");
    }

    private async Task GiveAsync(ContainerId id, ContainerSpec spec, ContainerState state, DeviceSpec device, int init, CancellationToken cancellation)
    {
        var steps = ChangeSteps.Of(registry.Host);
        if (device is DeviceSpec.Pci) await new DeviceReturning(registry).OthersAsync(id).ConfigureAwait(false);
        var (loan, parts) = await registry.Devices.LendAsync(id, device, cancellation).ConfigureAwait(false);
        steps.Reached("lent");
        var ids = DeviceTaking.Ids(state);
        SetRules(id, spec, state);
        steps.Reached("allowed");
        foreach (var nodes in parts.Nodes.Chunk(DeviceTaking.NodesAtOnce)) await Launcher.CarryOutAsync(NodeCompiler.Make(init, nodes, ids), cancellation).ConfigureAwait(false);
        steps.Reached("made");
        foreach (var mount in parts.Mounts) await Launcher.CarryOutAsync(AttachCompiler.Mount(init, mount, ids), cancellation).ConfigureAwait(false);
        steps.Reached("mounted");
        if (loan.Links.Count == 0) return;
        using var inside = NetworkNamespace.Of(init);
        foreach (var link in loan.Links) await registry.Devices.Links.MoveAsync(link, inside, cancellation).ConfigureAwait(false);
        steps.Reached("moved");
    }

    /// <summary>Puts in force what the container's devices need, as its loans say.</summary>
    public void SetRules(ContainerId id, ContainerSpec spec, ContainerState state, DeviceLoan? without = null)
    {
        var nodes = registry.Devices.Book.Read(id).Where(loan => loan.Spec.Name != without?.Spec.Name).SelectMany(loan => loan.Nodes);
        Resources.ContainerCgroup.Open(registry.Host, id).SetDevices(DeviceRules.Of(RuntimeSpecs.Resources(spec), state.Limits, nodes));
    }
}
