using System.CommandLine;
using Containment.Cli.Options;
using Containment.Devices;

namespace Containment.Cli.Commands;

/// <summary>Devices of the host that a container has.</summary>
internal static class DeviceCommand
{
    public static Command Build(HostChoice host) => new("device", "Devices of the host that a container has") { Add(host), Remove(host), List(host) };

    private static Command Add(HostChoice host)
    {
        var device = new Argument<string>("device") { Description = "/dev/NODE[:/dev/INSIDE][:rwm], kvm, fuse, tun, gpu, a PCI address [,name=lan0][,vfio][,vf=N], or vendor.com/class=device" };
        return OnContainer.One(host, new("add", "Gives a container a device, while it runs or stands") { device }, async (container, parsed, cancellationToken) =>
        {
            await container.AttachDeviceAsync(DeviceSpec.Parse(parsed.GetValue(device)!), cancellationToken);
            Console.WriteLine(parsed.GetValue(device));
            return 0;
        });
    }

    private static Command Remove(HostChoice host)
    {
        var device = new Argument<string>("device") { Description = "The device, as it was given: path, class, PCI address or CDI name" };
        return OnContainer.One(host, new("remove", "Takes a device from a container, while it runs or stands") { device }, async (container, parsed, cancellationToken) =>
        {
            await container.DetachDeviceAsync(parsed.GetValue(device)!, cancellationToken);
            Console.WriteLine(parsed.GetValue(device));
            return 0;
        });
    }

    private static Command List(HostChoice host) => OnContainer.One(host, new("list", "Lists the devices that a container has"), async (container, _, cancellationToken) =>
    {
        foreach (var device in await container.GetDevicesAsync(cancellationToken)) Console.WriteLine(device);
        return 0;
    });
}
