using Containment.Bundles;
using Containment.Linux.Namespaces;

namespace Containment.Containers.Storing;

/// <summary>
/// Which host ids are taken on this machine: by containers of whatever state directory, and by users who may map them (subuid(5)).
/// Whoever has the same id outside may signal and trace what runs as it, so no range may be given twice. A claim is a symbolic link,
/// named by the range's first id, to the link by which its owner has it; when that is gone, so is the claim.
/// </summary>
internal sealed class IdClaims(string directory, params IReadOnlyList<string> users)
{
    /// <summary>The name under which subuid(5) may hold ranges for us.</summary>
    private const string OwnName = "containment";

    /// <summary>Of the machine; null for who is not its root and can't give away its ids.</summary>
    public static IdClaims? OfMachine => Self.Standing == Standing.Root ? new("/var/lib/containment-ids", "/etc/subuid", "/etc/subgid") : null;

    /// <summary>Changes with each claim.</summary>
    public Generation Generation => new(directory + ".lock");

    /// <summary>All changes are made under it.</summary>
    public async Task<IContainerLock> LockAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return await FileContainerLock.TakeAsync("ids", directory + ".lock", create: true, TimeSpan.FromSeconds(30), clock, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What others have. Claims that nobody stands behind any more are removed.</summary>
    /// <param name="own">The ranges that this host has; they are claimed where they are not yet (it may be older than claims).</param>
    /// <param name="link">The link by which it has one.</param>
    public IReadOnlyList<IdRange> OfOthers(IReadOnlySet<uint> own, Func<uint, string> link)
    {
        List<IdRange> taken = [.. users.Where(File.Exists).SelectMany(File.ReadLines).Select(Parse).OfType<IdRange>()];
        var claims = Directory.EnumerateFileSystemEntries(directory).Select(path => uint.TryParse(Path.GetFileName(path), out var first) ? first : 0).ToHashSet();
        foreach (var first in own.Except(claims)) Claim(first, link(first));
        foreach (var first in claims.Except(own))
        {
            var claim = new FileInfo(Path.Combine(directory, $"{first}"));
            if (claim.LinkTarget is not { } owner) continue;
            if (new FileInfo(owner).LinkTarget is null) claim.Delete();
            else taken.Add(new(first));
        }
        return taken;
    }

    /// <summary>Takes a range. It counts only once there is what it points to.</summary>
    public void Claim(uint first, string owner)
    {
        var path = Path.Combine(directory, $"{first}");
        var before = new FileInfo(path).LinkTarget;
        // Its own of before: only what stood behind it was taken away.
        if (before == owner) return;
        if (before is not null) File.Delete(path);
        File.CreateSymbolicLink(path, owner);
    }

    private static IdRange? Parse(string line) =>
        line.Split(':') is [not OwnName, var first, var count] && uint.TryParse(first, out var from) && uint.TryParse(count, out var many) ? new(from, many) : null;
}
