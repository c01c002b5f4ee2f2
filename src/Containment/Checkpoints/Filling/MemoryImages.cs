using System.Globalization;
using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;

namespace Containment.Checkpoints.Filling;

/// <summary>What CRIU's images say of the memory of each process, but for its pages.</summary>
internal sealed class MemoryImages
{
    private readonly HashSet<(ulong, ulong)> _shared;

    private MemoryImages(IReadOnlyDictionary<int, IReadOnlyList<MappingEntry>> mappings, IReadOnlySet<ulong> written)
    {
        (Mappings, Written) = (mappings, written);
        _shared = [.. mappings.Values.SelectMany(all => all).GroupBy(mapping => (mapping.Start, mapping.End)).Where(group => group.Count() > 1).Select(group => group.Key)];
    }

    /// <summary>By the process's id in its own pid namespace.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<MappingEntry>> Mappings { get; }

    /// <summary>Addresses to which CRIU or the kernel writes while a process is restored: rseq(2) areas, and where its stacks end.</summary>
    public IReadOnlySet<ulong> Written { get; }

    /// <summary>Whether another process has a mapping at the same place, which may be one memory since a fork.</summary>
    public bool MayBeShared(MappingEntry mapping) => _shared.Contains((mapping.Start, mapping.End));

    /// <exception cref="InvalidDataException">They are none.</exception>
    public static MemoryImages Read(string directory)
    {
        var mappings = Directory.EnumerateFiles(directory, "mm-*.img").ToDictionary(path => NumberOf(path, "mm-"), path => (IReadOnlyList<MappingEntry>)MemoryImage.Parser.ParseFrom(First(path)).Mappings);
        var written = Directory.EnumerateFiles(directory, "core-*.img").SelectMany(path => WrittenOf(CoreImage.Parser.ParseFrom(First(path)))).ToHashSet();
        return new(mappings, written);
    }

    private static ReadOnlySpan<byte> First(string path) => ImageFile.Messages(File.ReadAllBytes(path))[0].Span;

    private static int NumberOf(string path, string prefix) => int.Parse(Path.GetFileNameWithoutExtension(path)[prefix.Length..], CultureInfo.InvariantCulture);

    private static IEnumerable<ulong> WrittenOf(CoreImage core)
    {
        if (core.ThreadCore?.Rseq is { } area)
        {
            yield return area.Address;
            yield return area.Address + Math.Max(area.Size, 1) - 1;
        }
        if (core.RegistersOfX64?.General is { } x64) yield return x64.Stack;
        if (core.RegistersOfArm64?.General is { } arm64) yield return arm64.Stack;
    }
}
