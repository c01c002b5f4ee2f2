using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>Looks links up.</summary>
internal static class LinkQueries
{
    /// <summary>The link of that name, or null.</summary>
    public static Link? Find(NetlinkSocket socket, string name)
    {
        try
        {
            return Link.Read(socket.Ask(LinkMessages.Get(name), $"look {name} up"));
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENODEV)
        {
            return null;
        }
    }

    /// <summary>The name of the link of that index, or null.</summary>
    public static string? NameOf(NetlinkSocket socket, int index)
    {
        try
        {
            return Link.Read(socket.Ask(LinkMessages.Get(index), $"look link {index} up")).Name;
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENODEV)
        {
            return null;
        }
    }

    /// <exception cref="ContainmentException">NotFound, or WrongState: the name is that of something else.</exception>
    public static ParentFacts Bridge(NetlinkSocket socket, string name) => Find(socket, name) switch
    {
        null => throw new ContainmentException(FailureReason.NotFound, name, $"there is no bridge {name} on this host; host.EnsureBridgeAsync makes one"),
        { Kind: not "bridge" } other => throw new ContainmentException(FailureReason.WrongState, name, $"{name} is no bridge but {(other.Kind is "" ? "another device" : other.Kind)}"),
        var link => new(name, link.Index, link.Mtu),
    };

    /// <summary>The link of the host that a container's is to be connected to.</summary>
    /// <exception cref="ContainmentException">NotFound, or WrongState: it is not of the kind that it must be.</exception>
    public static ParentFacts Parent(NetlinkSocket socket, NetworkLink link, string name) => link is NetworkLink.Bridge ? Bridge(socket, name)
        : Find(socket, name) is { } found ? new(name, found.Index, found.Mtu)
        : throw new ContainmentException(FailureReason.NotFound, name, $"there is no interface {name} on this host, which {link} needs");
}
