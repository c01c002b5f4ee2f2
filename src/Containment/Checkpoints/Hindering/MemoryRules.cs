using System.Globalization;

namespace Containment.Checkpoints.Hindering;

/// <summary>What a process has mapped.</summary>
internal static class MemoryRules
{
    private const long Huge = 1L << 40;

    public static IEnumerable<Hindrance> Of(ProcessFacts process)
    {
        var memory = process.Memory;
        if (memory.Special.FirstOrDefault(name => name.StartsWith("/secretmem", StringComparison.Ordinal)) is not null)
            yield return new(Weight.Refusal, "secret-memory", $"{process} has memory that nobody else may read (memfd_secret)", "CRIU can't read it either", "let it do without, or stop the container");
        if (memory.Special.FirstOrDefault(name => name.StartsWith("/anon_hugepage", StringComparison.Ordinal)) is not null)
            yield return new(Weight.Doubt, "huge-pages", $"{process} has memory of huge pages (MAP_HUGETLB)", "the target must have as many of them free", "reserve huge pages on the target (vm.nr_hugepages)");
        if (memory.Special.FirstOrDefault(name => name.StartsWith("/dev/", StringComparison.Ordinal)) is { } device)
            yield return new(Weight.Refusal, "device-open", $"{process} has mapped memory of a device ({device})", "what a device holds can't be saved", "let it close it, or stop the container");
        if (memory.Mapped - memory.Reserved > Huge)
            yield return new(Weight.Note, "address-space", string.Create(CultureInfo.InvariantCulture, $"{process} has {(memory.Mapped - memory.Reserved) >> 30} GiB of address space"), "all of it is looked through for what is used, which takes time while it stands still", "none is needed where the freeze is short enough");
    }
}
