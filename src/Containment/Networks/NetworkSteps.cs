using System.Buffers.Binary;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>Sends a plan from here instead of from the launch: the network namespace is given by descriptor, not by a child's pid.</summary>
internal static class NetworkSteps
{
    /// <param name="steps">The plan.</param>
    /// <param name="inside">The container's network namespace.</param>
    /// <param name="socket">In the host's.</param>
    /// <param name="made">Gets the names of the host ends that were created.</param>
    /// <param name="ct">Looked at between two messages.</param>
    public static void SendHost(IReadOnlyList<NetworkStep> steps, Descriptor inside, NetlinkSocket socket, List<string> made, CancellationToken ct)
    {
        foreach (var step in steps.Where(step => step.Where == NetworkPlace.Host))
        {
            ct.ThrowIfCancellationRequested();
            socket.Send(step.PidOffset is { } offset ? ByDescriptor(step.Message, offset, inside.Number) : step.Message, step.Describe);
            if (step.Creates is { } name) made.Add(name);
        }
    }

    /// <summary>Sends one that may have been sent before.</summary>
    public static void SendAgain(NetlinkSocket socket, NetworkStep step)
    {
        try
        {
            socket.Send(step.Message, step.Describe);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EEXIST)
        {
            // It was.
        }
    }

    public static async Task SendInsideAsync(IReadOnlyList<NetworkStep> steps, Descriptor inside, CancellationToken ct)
    {
        try
        {
            using var socket = await NetworkNamespace.OpenInAsync(inside, () => new NetlinkSocket()).ConfigureAwait(false);
            foreach (var step in steps.Where(step => step.Where == NetworkPlace.Container))
            {
                ct.ThrowIfCancellationRequested();
                socket.Send(step.Message, step.Describe);
            }
        }
        catch (KernelRefusal refusal)
        {
            throw LinkQueue.Public(refusal);
        }
    }

    /// <summary>Deletes an interface that has no end on the host.</summary>
    public static async Task DeleteInsideAsync(NetworkSpec network, Descriptor inside)
    {
        try
        {
            using var socket = await NetworkNamespace.OpenInAsync(inside, () => new NetlinkSocket()).ConfigureAwait(false);
            socket.Send(LinkMessages.Delete(NetworkPlan.IndexOf(network, 0)), $"delete {network.Name}");
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENODEV)
        {
            // Root inside was first.
        }
        catch (KernelRefusal refusal)
        {
            throw LinkQueue.Public(refusal);
        }
    }

    /// <summary>IFLA_NET_NS_FD instead of IFLA_NET_NS_PID: both are one u32.</summary>
    private static byte[] ByDescriptor(byte[] message, int offset, int descriptor)
    {
        var copy = message.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(offset - 2), LinkAttribute.NetNsFd);
        BinaryPrimitives.WriteInt32LittleEndian(copy.AsSpan(offset), descriptor);
        return copy;
    }
}
