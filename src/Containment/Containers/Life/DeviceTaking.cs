using Containment.Containers.Storing;
using Containment.Devices;
using Containment.Devices.Lending;
using Containment.Launch;
using Containment.Launch.Plans;
using Containment.Linux.Networks;
using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>Takes a device from a container. Every step may have been done already.</summary>
internal sealed class DeviceTaking(ContainerRegistry registry)
{
    /// <summary>A plan has a limited number of descriptors.</summary>
    public const int NodesAtOnce = 40;

    /// <exception cref="ContainmentException">WrongState: a process has it open; the container keeps it.</exception>
    public async Task RunAsync(IContainerLock held, DeviceSpec device, int? init, CancellationToken cancellation)
    {
        var (id, paths) = (held.Id, registry.Paths(held.Id));
        if (init is null)
        {
            await DescribeAsync(held, device.Name).ConfigureAwait(false);
            // Its cgroups still hold the rules of its last run.
            new DeviceAttaching(registry).SetRules(id, await registry.Store.ReadSpecAsync(id, cancellation).ConfigureAwait(false), await registry.Store.ReadStateAsync(id, cancellation).ConfigureAwait(false));
            return;
        }
        new Unfinished(IsDevice: true, device.Name).Write(paths.Attaching);
        if (Loan(id, device.Name) is { } loan)
        {
            var (spec, state) = (await registry.Store.ReadSpecAsync(id, cancellation).ConfigureAwait(false), await registry.Store.ReadStateAsync(id, cancellation).ConfigureAwait(false));
            var rules = new DeviceAttaching(registry);
            // Nobody opens it from now on; so whoever has it open now is all who do.
            rules.SetRules(id, spec, state, without: loan);
            if (NodeUsers.Text(ContainerCgroup.Open(registry.Host, id).ReadPids(), loan.Nodes) is { } users)
            {
                rules.SetRules(id, spec, state);
                File.Delete(paths.Attaching);
                throw new ContainmentException(FailureReason.WrongState, device.Name, $"device {device.Name} is in use {users}; end what uses it, or stop the container");
            }
        }
        ChangeSteps.Of(registry.Host).Reached("forbidden");
        await TakeAsync(held, device.Name, init.Value).ConfigureAwait(false);
    }

    /// <summary>After a failure that must be told and not be hidden by another.</summary>
    public async Task UndoAsync(IContainerLock held, string name, int init)
    {
        try
        {
            await TakeAsync(held, name, init).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ContainmentException or IOException)
        {
            RecoveryLog.Left(registry.Host.Logger<DeviceTaking>(), held.Id, failure);
        }
    }

    /// <summary>Takes all of it, whoever uses it, and then the note that says that this is not finished.</summary>
    public async Task TakeAsync(IContainerLock held, string name, int init)
    {
        var (id, steps) = (held.Id, ChangeSteps.Of(registry.Host));
        if (Loan(id, name) is { } loan)
        {
            var (spec, state) = (await registry.Store.ReadSpecAsync(id, default).ConfigureAwait(false), await registry.Store.ReadStateAsync(id, default).ConfigureAwait(false));
            foreach (var target in loan.Mounts.Reverse())
                if (MountPoints.Find(init, MountPoints.Real(init, target)) is { } line) await Launcher.CarryOutAsync(AttachCompiler.Detach(init, line.Target, lazy: true), default).ConfigureAwait(false);
            new DeviceAttaching(registry).SetRules(id, spec, state, without: loan);
            await RemoveNodesAsync(id, loan, init).ConfigureAwait(false);
            steps.Reached("removed");
            using var inside = loan.Links.Count > 0 ? NetworkNamespace.Of(init) : null;
            await registry.Devices.GiveBackAsync(id, loan, inside, default).ConfigureAwait(false);
            steps.Reached("returned");
        }
        await DescribeAsync(held, name).ConfigureAwait(false);
        File.Delete(registry.Paths(id).Attaching);
    }

    // What root inside has done to its /dev must not keep the device from the host; without its rule a node that stays opens nothing.
    private async Task RemoveNodesAsync(ContainerId id, DeviceLoan loan, int init)
    {
        if (!MountPoints.HasOwnDevices(init)) return;
        try
        {
            foreach (var targets in loan.Nodes.Select(node => node.Target).Reverse().Chunk(NodesAtOnce)) await Launcher.CarryOutAsync(NodeCompiler.Remove(init, [.. targets.Reverse()]), default).ConfigureAwait(false);
        }
        catch (KernelException failure)
        {
            RecoveryLog.Left(registry.Host.Logger<DeviceTaking>(), id, failure);
        }
    }

    /// <summary>By its name, or by one of the other ways to write it.</summary>
    public static DeviceSpec? Named(ContainerState state, string name) =>
        state.Devices.FirstOrDefault(one => one.Name == name) ?? (DeviceSpec.TryParse(name, null, out var parsed) ? state.Devices.FirstOrDefault(one => one.Name == parsed.Name) : null);

    public static IdMaps? Ids(ContainerState state) => state.Ids is { } range ? IdMaps.Of(range) : null;

    private async Task DescribeAsync(IContainerLock held, string name)
    {
        var state = await registry.Store.ReadStateAsync(held.Id, default).ConfigureAwait(false);
        if (state.Devices.Any(one => one.Name == name)) await registry.Store.WriteStateAsync(held, state with { Devices = [.. state.Devices.Where(one => one.Name != name)] }, CancellationToken.None).ConfigureAwait(false);
    }

    private DeviceLoan? Loan(ContainerId id, string name) => registry.Devices.Book.Read(id).FirstOrDefault(loan => loan.Spec.Name == name);
}
