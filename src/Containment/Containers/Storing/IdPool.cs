using Containment.Bundles;

namespace Containment.Containers.Storing;

/// <summary>
/// Ranges of host ids, one symbolic link each: its name is the range's number, its target the container. Making a link is
/// atomic, so a crash leaves it taken or free and never half; all changes are made under one lock.
/// </summary>
internal sealed class IdPool(ContainerHostOptions host, IdClaims? machine)
{
    private const uint Size = 65_536;

    private string Directory => Path.Combine(host.StateDirectory, "ids");

    /// <summary>The lowest free range, or <paramref name="preferred"/> where that is free.</summary>
    public async Task<IdRange> AllocateAsync(ContainerId owner, IdRange? preferred, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        using var all = machine is null ? null : await machine.LockAsync(host.TimeProvider, cancellationToken).ConfigureAwait(false);
        var taken = System.IO.Directory.EnumerateFileSystemEntries(Directory).Select(Number).ToHashSet();
        var others = machine?.OfOthers(taken.Select(First).Where(first => first + Size <= uint.MaxValue).Select(first => (uint)first).ToHashSet(), first => Link((first - host.FirstSubordinateId) / Size)) ?? [];
        var wanted = preferred is { Count: Size } range && range.First >= host.FirstSubordinateId && (range.First - host.FirstSubordinateId) % Size == 0
            ? (range.First - host.FirstSubordinateId) / Size : (uint?)null;
        var number = wanted is { } wish && IsFree(wish) ? wish : Lowest();
        // The last id of all, 2^32 - 1, means "none" to the kernel.
        if (First(number) + Size > uint.MaxValue) throw new ContainmentException(FailureReason.Exhausted, owner.Value, "all ranges of host ids are taken");
        machine?.Claim((uint)First(number), Link(number));
        File.CreateSymbolicLink(Link(number), owner.Value);
        DurableFile.Flush(Directory);
        return new((uint)First(number), Size);

        uint Lowest()
        {
            uint lowest = 0;
            while (!IsFree(lowest)) lowest++;
            return lowest;
        }

        bool IsFree(uint candidate) => !taken.Contains(candidate) && !others.Any(other => First(candidate) < other.First + (ulong)other.Count && other.First < First(candidate) + Size);
    }

    /// <summary>Frees all that a container has.</summary>
    public async Task FreeAsync(ContainerId owner, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        foreach (var link in System.IO.Directory.EnumerateFileSystemEntries(Directory).Where(path => new FileInfo(path).LinkTarget == owner.Value)) File.Delete(link);
    }

    private ulong First(uint number) => host.FirstSubordinateId + (ulong)number * Size;

    private string Link(uint number) => Path.Combine(Directory, $"{number}");

    // The lock is beside the directory: everything in it is a range.
    private async Task<IContainerLock> LockAsync(CancellationToken cancellationToken)
    {
        System.IO.Directory.CreateDirectory(Directory);
        return await FileContainerLock.TakeAsync("ids", Directory + ".lock", create: true, TimeSpan.FromSeconds(30), host.TimeProvider, cancellationToken).ConfigureAwait(false);
    }

    private static uint Number(string path) => uint.TryParse(Path.GetFileName(path), out var number) ? number : uint.MaxValue;
}
