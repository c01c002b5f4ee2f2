using System.Net.Sockets;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Oci.Foreground;

/// <summary>Gives a terminal's master to whoever listens on a console socket.</summary>
internal static class ConsoleSender
{
    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: nobody listens.</exception>
    public static void Send(string path, Descriptor master)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            DescriptorPassing.Send(socket, "/dev/ptmx"u8, master);
        }
        catch (SocketException refused)
        {
            throw new ContainmentException(FailureReason.WrongState, path, $"the console socket {path} does not take the terminal: {refused.Message}", null, refused);
        }
    }
}
