using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Containment.Daemon;

/// <summary>The unix socket that the daemon answers on: only root may connect, and a stale one of a daemon that was killed is replaced.</summary>
internal sealed class DaemonSocket(string path)
{
    public void ListenOn(KestrelServerOptions kestrel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Delete(path);
        kestrel.ListenUnixSocket(path);
    }

    public void Restrict() => File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
