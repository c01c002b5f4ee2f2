using Containment.Containers.Storing;
using Containment.Devices;
using Containment.Networks;

namespace Containment.Containers.Life;

/// <summary>Lends a container its devices before it begins.</summary>
internal sealed class DeviceStarting(ContainerRegistry registry)
{
    /// <summary>What all of them are made of. None is lent when one can't be.</summary>
    public async Task<DeviceParts> LendAsync(IContainerLock held, ContainerState state, CancellationToken cancellation)
    {
        // An earlier run may have ended while nobody watched.
        if (File.Exists(registry.Devices.Book.PathOf(held.Id))) await new DeviceReturning(registry).AllAsync(held.Id, cancellation).ConfigureAwait(false);
        var all = new DeviceParts();
        if (state.Devices.Count == 0) return all;
        if (state.Devices.Any(device => device is DeviceSpec.Pci)) await new DeviceReturning(registry).OthersAsync(held.Id).ConfigureAwait(false);
        try
        {
            foreach (var device in state.Devices) all = all.With((await registry.Devices.LendAsync(held.Id, device, cancellation).ConfigureAwait(false)).Parts);
            return all;
        }
        catch
        {
            await WithdrawAsync(held.Id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>After a failure that must be told and not be hidden by another.</summary>
    public async Task WithdrawAsync(ContainerId id)
    {
        try
        {
            await new DeviceReturning(registry).AllAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ContainmentException or IOException)
        {
            RecoveryLog.Left(registry.Host.Logger<DeviceStarting>(), id, failure);
        }
    }

    /// <summary>What moves its network interfaces into its namespace, in a launch.</summary>
    public async Task<IReadOnlyList<NetworkStep>> LinkStepsAsync(ContainerId id, DeviceParts devices, CancellationToken cancellation)
    {
        if (devices.Links.Count == 0) return [];
        List<NetworkStep> steps = [];
        foreach (var link in registry.Devices.Book.Read(id).SelectMany(loan => loan.Links)) steps.Add(await registry.Devices.Links.StepAsync(link, cancellation).ConfigureAwait(false));
        return steps;
    }
}
