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

    /// <exception cref="ContainmentException">NotFound, or WrongState: the name is that of something else.</exception>
    public static BridgeFacts Bridge(NetlinkSocket socket, string name) => Find(socket, name) switch
    {
        null => throw new ContainmentException(FailureReason.NotFound, name, $"there is no bridge {name} on this host; host.EnsureBridgeAsync makes one"),
        { Kind: not "bridge" } other => throw new ContainmentException(FailureReason.WrongState, name, $"{name} is no bridge but {(other.Kind is "" ? "another device" : other.Kind)}"),
        var link => new BridgeFacts(name, link.Index, link.Mtu),
    };
}
