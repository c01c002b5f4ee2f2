using System.Globalization;

namespace Containment.Checkpoints.Hindering;

/// <summary>What netlink sockets have received and nobody has read, by inode.</summary>
internal static class NetlinkQueues
{
    /// <param name="lines">Of /proc/PID/net/netlink: sk, Eth, Pid, Groups, Rmem, Wmem, Dump, Locks, Drops, Inode.</param>
    public static IReadOnlyDictionary<string, long> Read(IEnumerable<string> lines)
    {
        Dictionary<string, long> unread = [];
        foreach (var line in lines.Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 10 && long.TryParse(words[4], CultureInfo.InvariantCulture, out var bytes) && bytes > 0) unread[$"socket:[{words[9]}]"] = bytes;
        }
        return unread;
    }
}
