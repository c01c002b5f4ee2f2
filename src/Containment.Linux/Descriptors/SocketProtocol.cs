using System.Text;

namespace Containment.Linux.Descriptors;

/// <summary>Which protocol a socket of any process speaks, by the kernel's name for it as in /proc/net/protocols: the attribute that sockfs gives each (net/socket.c).</summary>
internal static class SocketProtocol
{
    private const string Attribute = "system.sockprotoname";
    private const int LongestName = 64;

    /// <param name="path">As in <c>/proc/PID/fd/3</c>.</param>
    /// <returns>As in <c>TCP</c>, <c>UNIX-STREAM</c>, <c>MPTCP</c>; null where it is gone or no socket.</returns>
    public static unsafe string? Of(string path)
    {
        var name = stackalloc byte[LongestName];
        var length = LibC.getxattr(path, Attribute, name, LongestName);
        return length <= 0 ? null : Encoding.ASCII.GetString(new ReadOnlySpan<byte>(name, (int)length)).TrimEnd('\0');
    }
}
