using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>
/// Closes a container's network namespace from the inside, for links that have no port of a bridge: no IP packet comes in or goes out, and nobody
/// answers in its stead. A table of nf_tables with nothing but two chains whose policy is to drop, made by two messages. Or closes it only for what
/// would open a TCP connection from outside, so that those that are there go on.
/// </summary>
internal static class InnerLock
{
    public const string Table = "containment-lock", NewTable = "containment-hold";

    /// <summary>Fine when it is closed already.</summary>
    /// <exception cref="KernelException">The kernel has no nf_tables.</exception>
    public static Task CloseAsync(Descriptor inside) => SendAsync(inside, FilterMessages.DropAll(Table), "close the network namespace", Errno.EEXIST);

    /// <summary>Fine when it is open already.</summary>
    public static Task OpenAsync(Descriptor inside) => SendAsync(inside, FilterMessages.Remove(Table), "open the network namespace", Errno.ENOENT);

    /// <summary>Lets no new TCP connection in; fine when none gets in already.</summary>
    /// <exception cref="KernelException">The kernel has no nf_tables.</exception>
    public static Task CloseForNewAsync(Descriptor inside) => SendAsync(inside, FilterMessages.DropNew(NewTable), "hold new connections", Errno.EEXIST);

    /// <summary>Fine when they get in already.</summary>
    public static Task OpenForNewAsync(Descriptor inside) => SendAsync(inside, FilterMessages.Remove(NewTable), "let new connections in", Errno.ENOENT);

    private static async Task SendAsync(Descriptor inside, IReadOnlyList<byte[]> batch, string describe, Errno fine)
    {
        try
        {
            using var socket = await NetworkNamespace.OpenInAsync(inside, () => new NetlinkSocket(NetlinkSocket.Netfilter)).ConfigureAwait(false);
            socket.SendBatch(batch, describe);
        }
        catch (KernelRefusal refusal) when (refusal.Error == fine)
        {
            // As it should be.
        }
        catch (KernelRefusal refusal)
        {
            throw LinkQueue.Public(refusal);
        }
    }
}
