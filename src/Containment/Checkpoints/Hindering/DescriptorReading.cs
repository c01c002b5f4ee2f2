using System.Globalization;
using Containment.Linux.Descriptors;

namespace Containment.Checkpoints.Hindering;

/// <summary>Reads one descriptor of a process.</summary>
internal static class DescriptorReading
{
    private const string Deleted = " (deleted)";
    private const int BlockSize = 512;

    /// <returns>Null where it is gone.</returns>
    /// <param name="pid">The process.</param>
    /// <param name="number">The descriptor in it.</param>
    /// <param name="mounts">The mounts that it sees, by their ids.</param>
    /// <param name="unread">What netlink sockets have not read.</param>
    public static DescriptorFacts? Read(int pid, int number, IReadOnlySet<string> mounts, IReadOnlyDictionary<string, long> unread)
    {
        var path = $"/proc/{pid}/fd/{number}";
        if (ProcessReading.Link(path) is not { } target) return null;
        var facts = new DescriptorFacts(number, target);
        if (target.StartsWith("socket:", StringComparison.Ordinal)) return facts with { Protocol = SocketProtocol.Of(path), Unread = unread.GetValueOrDefault(target) };
        if (target == "anon_inode:inotify") return facts with { Watches = [.. KernelText.LinesOrNone($"/proc/{pid}/fdinfo/{number}").Select(Watch).OfType<WatchFacts>()] };
        // What is only in memory is on a mount of the kernel's own, and saved all the same.
        if (target[0] == '/' && !target.StartsWith("/memfd:", StringComparison.Ordinal) && MountOf(KernelText.LinesOrNone($"/proc/{pid}/fdinfo/{number}")) is { } mount && !mounts.Contains(mount)) facts = facts with { Elsewhere = true };
        if (target.EndsWith(Deleted, StringComparison.Ordinal) && target[0] == '/' && FileStatus.TryFollow(path) is { Links: 0 } file) return facts with { DeletedBytes = (long)file.Blocks * BlockSize };
        return facts;
    }

    /// <param name="line">As in <c>inotify wd:1 ino:9e7e sdev:800013 mask:800afce …</c> (proc_pid_fdinfo(5)); others are none.</param>
    public static WatchFacts? Watch(string line)
    {
        if (!line.StartsWith("inotify ", StringComparison.Ordinal)) return null;
        var words = line.Split(' ');
        return ulong.TryParse(Value(words, "ino:"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var inode)
            && uint.TryParse(Value(words, "sdev:"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var device) ? new(device, inode, null) : null;
    }

    private static string? MountOf(string[] lines) => lines.FirstOrDefault(line => line.StartsWith("mnt_id:", StringComparison.Ordinal))?[7..].Trim();

    private static string? Value(string[] words, string name) => words.FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}
