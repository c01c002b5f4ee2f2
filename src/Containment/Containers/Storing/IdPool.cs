using Containment.Bundles;

namespace Containment.Containers.Storing;

/// <summary>
/// Ranges of host ids, one symbolic link each: its name is the range's number, its target the container. Making a link is
/// atomic, so a crash leaves it taken or free and never half; all changes are made under one lock.
/// </summary>
internal sealed class IdPool(ContainerHostOptions host)
{
    private const uint Size = 65_536;

    private string Directory => Path.Combine(host.StateDirectory, "ids");

    /// <summary>The lowest free range, or <paramref name="preferred"/> where that is free.</summary>
    public async Task<IdRange> AllocateAsync(ContainerId owner, IdRange? preferred, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        var taken = System.IO.Directory.EnumerateFileSystemEntries(Directory).Select(Number).ToHashSet();
        var wanted = preferred is { Count: Size } range && range.First >= host.FirstSubordinateId && (range.First - host.FirstSubordinateId) % Size == 0
            ? (range.First - host.FirstSubordinateId) / Size : (uint?)null;
        var number = wanted is { } free && !taken.Contains(free) ? free : 0;
        if (number != wanted) while (taken.Contains(number)) number++;
        var first = host.FirstSubordinateId + (ulong)number * Size;
        // The last id of all, 2^32 - 1, means "none" to the kernel.
        if (first + Size > uint.MaxValue) throw new ContainmentException(FailureReason.Exhausted, owner.Value, "all ranges of host ids are taken");
        File.CreateSymbolicLink(Path.Combine(Directory, $"{number}"), owner.Value);
        DurableFile.Flush(Directory);
        return new((uint)first, Size);
    }

    /// <summary>Frees all that a container has.</summary>
    public async Task FreeAsync(ContainerId owner, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        foreach (var link in System.IO.Directory.EnumerateFileSystemEntries(Directory).Where(path => new FileInfo(path).LinkTarget == owner.Value)) File.Delete(link);
    }

    // The lock is beside the directory: everything in it is a range.
    private async Task<IContainerLock> LockAsync(CancellationToken cancellationToken)
    {
        System.IO.Directory.CreateDirectory(Directory);
        return await FileContainerLock.TakeAsync("ids", Directory + ".lock", create: true, TimeSpan.FromSeconds(30), host.TimeProvider, cancellationToken).ConfigureAwait(false);
    }

    private static uint Number(string path) => uint.TryParse(Path.GetFileName(path), out var number) ? number : uint.MaxValue;
}
