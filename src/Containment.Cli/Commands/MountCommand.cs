using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

/// <summary>Directories and files of the host, and tmpfs, in a container.</summary>
internal static class MountCommand
{
    public static Command Build(HostChoice host) => new("mount", "Directories and files of the host, and tmpfs, that a container has") { Add(host), Remove(host), List(host) };

    private static Command Add(HostChoice host)
    {
        var mount = new Argument<string>("mount") { Description = "/host:/inside[:ro,idmap], or tmpfs:/inside[:64M]" };
        return OnContainer.One(host, new("add", "Mounts something in a container, while it runs or stands") { mount }, async (container, parsed, cancellationToken) =>
        {
            await container.AttachMountAsync(VolumeText.MountOrMemory(parsed.GetValue(mount)!), cancellationToken);
            Console.WriteLine(parsed.GetValue(mount));
            return 0;
        });
    }

    private static Command Remove(HostChoice host)
    {
        var target = new Argument<string>("target") { Description = "Where it is, inside" };
        return OnContainer.One(host, new("remove", "Takes a mount from a container, while it runs or stands") { target }, async (container, parsed, cancellationToken) =>
        {
            await container.DetachMountAsync(parsed.GetValue(target)!, cancellationToken);
            Console.WriteLine(parsed.GetValue(target));
            return 0;
        });
    }

    private static Command List(HostChoice host) => OnContainer.One(host, new("list", "Lists what is mounted in a container by its description"), async (container, _, cancellationToken) =>
    {
        foreach (var mount in await container.GetMountsAsync(cancellationToken)) Console.WriteLine($"{mount.Source ?? "tmpfs"}:{mount.Target}{(mount.ReadOnly ? ":ro" : "")}");
        return 0;
    });
}
