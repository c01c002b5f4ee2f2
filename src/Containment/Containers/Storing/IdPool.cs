using Containment.Bundles;

namespace Containment.Containers.Storing;

/// <summary>
/// Ranges of host ids, one symbolic link each: its name is the range's number, its target the container. Making a link is
/// atomic, so a crash leaves it taken or free and never half; all changes are made under one lock.
/// </summary>
internal sealed class IdPool(ContainerHostOptions host, IdClaims? machine)
{
    private const uint Size = 65_536;

    private KnownRanges? _known;

    private string Directory => Path.Combine(host.StateDirectory, "ids");

    private Generation Generation => new(Directory + ".lock");

    /// <summary>The lowest free range of so many ids, which is made of ranges of 65,536 one after the other; or <paramref name="preferred"/> where that is free.</summary>
    public async Task<IdRange> AllocateAsync(ContainerId owner, uint count, IdRange? preferred, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        using var all = machine is null ? null : await machine.LockAsync(host.TimeProvider, cancellationToken).ConfigureAwait(false);
        var known = Look();
        var parts = count / Size;
        var wanted = preferred is { } range && range.Count == count && range.First >= host.FirstSubordinateId && (range.First - host.FirstSubordinateId) % Size == 0
            ? (range.First - host.FirstSubordinateId) / Size : (uint?)null;
        var number = wanted is { } wish && known.AreFree(wish, parts, First, Size) ? wish : known.Lowest(parts, First, Size);
        // The last id of all, 2^32 - 1, means "none" to the kernel.
        if (First(number) + count > uint.MaxValue) throw new ContainmentException(FailureReason.Exhausted, owner.Value, "all ranges of host ids are taken");
        var generation = (Generation.Advance(), machine?.Generation.Advance() ?? "");
        for (var part = number; part < number + parts; part++)
        {
            machine?.Claim((uint)First(part), Link(part));
            File.CreateSymbolicLink(Link(part), owner.Value);
            known.Add(part, owner.Value);
        }
        DurableFile.Flush(Directory);
        known.Generation = generation;
        return new((uint)First(number), count);
    }

    /// <summary>Frees all that a container has.</summary>
    public async Task FreeAsync(ContainerId owner, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        var now = Generation.Read();
        // What others have is not looked at here, so it must be before anything is given out.
        if (_known?.Generation.Own != now) _known = new(Numbers(), []) { Generation = (now, "not looked at") };
        var numbers = _known.Remove(owner.Value, () => Links().Select(path => (Number(path), new FileInfo(path).LinkTarget ?? "")));
        if (numbers.Count == 0) return;
        _known.Generation = (Generation.Advance(), _known.Generation.Machine);
        foreach (var number in numbers) File.Delete(Link(number));
    }

    // Looking at all of some thousand takes longer than starting a container.
    private KnownRanges Look()
    {
        var now = (Generation.Read(), machine?.Generation.Read() ?? "");
        if (_known is { } known && known.Generation == now && now.Item1.Length > 0) return known;
        var own = Numbers().ToArray();
        var mine = own.Select(First).Where(first => first + Size <= uint.MaxValue).Select(first => (uint)first).ToHashSet();
        return _known = new(own, machine?.OfOthers(mine, first => Link((first - host.FirstSubordinateId) / Size)) ?? []) { Generation = now };
    }

    private IEnumerable<string> Links() => System.IO.Directory.EnumerateFileSystemEntries(Directory);

    private IEnumerable<uint> Numbers() => Links().Select(Number);

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
