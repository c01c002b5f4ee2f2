using System.Net.Sockets;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Keeping;

/// <summary>Takes copies of a keeper's ends of the streams, over a connection of its own.</summary>
internal static class StreamRelease
{
    public static Task<StdioDescriptors> TakeAsync(string socketPath, CancellationToken cancellationToken) => Task.Run(() => Take(socketPath), cancellationToken);

    private static StdioDescriptors Take(string socketPath)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        var descriptors = new List<Descriptor>();
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            socket.Send(Command.Of(Asked.Release));
            Span<byte> packet = stackalloc byte[Answer.Size];
            for (Answer answer; ;)
            {
                if (DescriptorPassing.Receive(socket, packet, descriptors) < Answer.Size) throw Lost(socketPath, null);
                answer = Answer.Read(packet);
                if (answer.Kind != Told.Descriptors) continue;
                var next = 0;
                var ends = new Descriptor?[3];
                for (var n = 0; n < 3; n++)
                    if ((answer.Value >> n & 1) != 0) ends[n] = descriptors[next++];
                return new(ends[0], ends[1], ends[2]);
            }
        }
        catch (SocketException gone)
        {
            throw Lost(socketPath, gone);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    private static ContainmentException Lost(string path, Exception? why) => new(FailureReason.KeeperLost, path, $"no keeper listens on {path}", null, why);
}
