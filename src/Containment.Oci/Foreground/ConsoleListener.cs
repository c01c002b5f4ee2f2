using System.Net.Sockets;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Oci.Foreground;

/// <summary>A console socket of our own: takes the terminal of a container that runs in the foreground.</summary>
internal sealed class ConsoleListener : IDisposable
{
    private readonly Socket _socket;

    public ConsoleListener(string path)
    {
        Path = path;
        _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen(1);
    }

    public string Path { get; }

    /// <summary>The terminal's master, which was sent before.</summary>
    public Descriptor Take()
    {
        using var connection = _socket.Accept();
        List<Descriptor> received = [];
        DescriptorPassing.Receive(connection, new byte[64], received);
        return received is [var master] ? master : throw new ContainmentException(FailureReason.KeeperLost, Path, "the container's terminal did not come");
    }

    public void Dispose()
    {
        _socket.Dispose();
        File.Delete(Path);
    }
}
