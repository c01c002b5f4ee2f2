using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Containment.Daemon;

/// <summary>
/// The unix socket that the daemon answers on. Only its owner may connect. It appears at its path when connections are accepted,
/// in place of one that a killed daemon has left; one that somebody answers on is left alone.
/// </summary>
internal sealed class DaemonSocket : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;

    /// <exception cref="DaemonSocketException">Another daemon has it, or something else is there.</exception>
    public DaemonSocket(string path)
    {
        _path = path;
        if (!Path.IsPathFullyQualified(path) || path.Length > 100) throw new DaemonSocketException($"Daemon:Socket is \"{path}\"; expected an absolute path of at most 100 bytes");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _lock = Lock($"{path}.lock");
        if (Occupant() is not { } occupant) return;
        _lock.Dispose();
        throw new DaemonSocketException($"{path}: {occupant}");
    }

    /// <summary>What Kestrel listens on for <paramref name="endPoint"/>.</summary>
    public Socket Listen(EndPoint endPoint)
    {
        if (endPoint is not UnixDomainSocketEndPoint) return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        var hidden = $"{_path}.new";
        File.Delete(hidden);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(hidden));
        File.SetUnixFileMode(hidden, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        socket.Listen(512);
        File.Move(hidden, _path, overwrite: true);
        return socket;
    }

    public void Dispose()
    {
        File.Delete(_path);
        _lock.Dispose();
    }

    // The kernel gives the lock back when its holder dies, so two that start at once can't both believe the socket to be stale.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new DaemonSocketException($"another daemon answers on {path[..^".lock".Length]} ({e.Message})");
        }
    }

    private string? Occupant()
    {
        if (!Path.Exists(_path)) return null;
        if (Directory.Exists(_path)) return "this is a directory, not a socket";
        try
        {
            File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite).Dispose();
            return "this is a file, not a socket";
        }
        catch (IOException)
        {
            // A socket can't be opened (ENXIO).
        }
        try
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            probe.Connect(new UnixDomainSocketEndPoint(_path));
            return "another program answers here";
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
