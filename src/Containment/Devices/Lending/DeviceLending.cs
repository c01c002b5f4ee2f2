using Containment.Devices.Sysfs;
using Containment.Linux.Descriptors;
using Containment.Networks;

namespace Containment.Devices.Lending;

/// <summary>
/// Does on the host what a container needs before it can have a device, and undoes it: virtual functions, vfio-pci, the note of who has it. Network
/// interfaces are looked at here, and moved by whoever has the container's network namespace. Take it by <c>host.Part(h => new DeviceLending(h))</c>.
/// </summary>
internal sealed class DeviceLending(ContainerHost host) : IDisposable
{
    private readonly DeviceFolders _folders = new() { Cdi = host.Options.CdiDirectories };
    private readonly Lazy<LinkLending> _links = new(() => new LinkLending());

    public LoanBook Book { get; } = new(host.Options);
    public LinkLending Links => _links.Value;

    /// <summary>What belongs to a device, as far as that is known before it is lent: nothing of a function that is still to be made, or of what somebody has just now.</summary>
    public DeviceParts Look(DeviceSpec spec) =>
        spec is DeviceSpec.Pci { VirtualFunction: { } number } pci && FunctionMaking.IsNeeded(Tree, pci.Address, number) || Addresses(spec) is [var address] && Book.Borrowers().SelectMany(Book.Read).Any(loan => loan.Addresses.Contains(address))
            ? new() : DeviceResolver.Of(spec, _folders);

    /// <summary>Lends a device. Nothing is left of it when this fails.</summary>
    /// <exception cref="ContainmentException">WrongState: another container has it, or the host uses it; NotFound, Unsupported: it can't be had.</exception>
    public async Task<(DeviceLoan Loan, DeviceParts Parts)> LendAsync(ContainerId id, DeviceSpec spec, CancellationToken cancellation)
    {
        using var only = await Book.LockAsync(cancellation).ConfigureAwait(false);
        var loan = new DeviceLoan(spec);
        try
        {
            if (spec is DeviceSpec.Pci { VirtualFunction: { } number } pci && FunctionMaking.IsNeeded(Tree, pci.Address, number))
            {
                Book.Put(id, loan = loan with { FunctionsOf = pci.Address });
                FunctionMaking.Make(Tree, pci.Address, number + 1);
            }
            // First: what another one has is not to be found here.
            Claim(id, new() { Addresses = Addresses(spec) });
            var parts = DeviceResolver.Of(spec, _folders);
            Claim(id, parts);
            var links = new List<LentLink>();
            foreach (var link in parts.Links) links.Add(await Links.LookAsync(link.Name, link.Inside, $"{LinkName.OfHost(id, host.Options.StateDirectory, 0)}:{link.Name}", cancellation).ConfigureAwait(false));
            var binding = new DriverBinding(Tree);
            Book.Put(id, loan = loan with { Addresses = parts.Addresses, Nodes = parts.Nodes, Mounts = [.. parts.Mounts.Select(mount => mount.Destination)], Links = links, Drivers = [.. parts.Vfio.Select(binding.Look)] });
            foreach (var address in parts.Vfio) await Task.Run(() => binding.ToVfio(address), CancellationToken.None).ConfigureAwait(false);
            parts = parts with { Nodes = [.. parts.Nodes.Select(Numbered)] };
            Book.Put(id, loan = loan with { Nodes = parts.Nodes });
            return (loan, parts);
        }
        catch
        {
            // What was looked at only has not gone anywhere.
            await GiveBackAsync(id, loan with { Links = [] }).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives a device back. What was not done, or is undone, is no error.</summary>
    /// <param name="id">Who had it.</param>
    /// <param name="loan">What was lent.</param>
    /// <param name="inside">The container's network namespace; null: it has ended.</param>
    /// <param name="cancellation">Stops waiting for others who lend.</param>
    public async Task GiveBackAsync(ContainerId id, DeviceLoan loan, Descriptor? inside, CancellationToken cancellation)
    {
        foreach (var link in loan.Links)
        {
            if (inside is not null) await Links.TakeBackAsync(link, inside, cancellation).ConfigureAwait(false);
            else if (loan.Addresses.All(address => PciDevice.Find(Tree, address) is not null)) await Links.ReturnedAsync(link, cancellation).ConfigureAwait(false);
        }
        using var only = await Book.LockAsync(cancellation).ConfigureAwait(false);
        await GiveBackAsync(id, loan).ConfigureAwait(false);
    }

    private async Task GiveBackAsync(ContainerId id, DeviceLoan loan)
    {
        var binding = new DriverBinding(Tree);
        foreach (var driver in loan.Drivers) await Task.Run(() => binding.Restore(driver), CancellationToken.None).ConfigureAwait(false);
        if (loan.FunctionsOf is { } physical) LeaveFunctions(id, loan, physical);
        Book.Remove(id, loan);
    }

    // Whoever still has one of them takes them away when it gives that back.
    private void LeaveFunctions(ContainerId id, DeviceLoan loan, string physical)
    {
        var functions = PciDevice.Find(Tree, physical)?.Functions ?? [];
        foreach (var other in Book.Borrowers())
            if (Book.Read(other).FirstOrDefault(one => (other != id || one.Spec.Name != loan.Spec.Name) && one.Addresses.Intersect(functions).Any()) is { } heir)
            {
                Book.Put(other, heir with { FunctionsOf = physical });
                return;
            }
        FunctionMaking.Remove(Tree, physical);
    }

    private void Claim(ContainerId id, DeviceParts parts)
    {
        foreach (var other in Book.Borrowers().Where(other => other != id))
            if (Book.Read(other).SelectMany(loan => loan.Addresses).Intersect(parts.Addresses).FirstOrDefault() is { } taken)
                throw new ContainmentException(FailureReason.WrongState, taken, $"container {other} has PCI device {taken}; detach it there, or stop that container");
        if (Book.Read(id).SelectMany(loan => loan.Addresses).Intersect(parts.Addresses).FirstOrDefault() is { } own) throw new ContainmentException(FailureReason.AlreadyExists, own, $"container {id} has PCI device {own} already");
        if (parts.Addresses.Count > 0 && HostUse.Of(parts.Nodes) is { } use) throw new ContainmentException(FailureReason.WrongState, parts.Addresses[0], $"PCI device {parts.Addresses[0]} is in use by the host: {use}; unmount it first");
    }

    // The driver has made it only now.
    private NodePart Numbered(NodePart node) => node is not { Major: 0, Minor: 0 } ? node
        : _folders.Look(node.Source) is { } facts ? node with { Kind = facts.Kind, Major = facts.Major, Minor = facts.Minor }
        : throw new ContainmentException(FailureReason.Unsupported, node.Source, $"{node.Source} is not there although the device is bound to vfio-pci");

    private IReadOnlyList<string> Addresses(DeviceSpec spec) => spec is DeviceSpec.Pci pci ? [PciParts.Device(Tree, pci).Address] : [];

    private SysTree Tree => new(_folders.Sys);

    public void Dispose()
    {
        if (_links.IsValueCreated) _links.Value.Dispose();
    }
}
