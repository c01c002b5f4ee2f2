using Containment.Resources;
using Containment.Tests.Resources;

namespace Containment.Tests.Guests;

internal sealed class MemoryPartsTests
{
    [Test]
    public void They_are_read_of_v2()
    {
        using var files = new PlainFiles(("memory.current", "1000\n"), ("memory.swap.current", "7\n"), ("memory.stat", "anon 1\nfile 2\nkernel_stack 3\nshmem 4\nfile_mapped 5\ninactive_anon 6\nactive_anon 8\ninactive_file 9\nactive_file 10\nslab_reclaimable 11\nslab_unreclaimable 12\n"));
        Assert.That(MemoryParts.Unified(files.Directory), Is.EqualTo(new MemoryParts
        {
            Current = 1000, Swap = 7, Anonymous = 1, Cache = 2, KernelStacks = 3, Shared = 4, Mapped = 5, InactiveAnonymous = 6, ActiveAnonymous = 8, InactiveFile = 9, ActiveFile = 10,
            SlabReclaimable = 11, SlabUnreclaimable = 12,
        }));
    }

    [Test]
    public void They_are_read_of_v1_with_the_cgroups_below()
    {
        using var files = new PlainFiles(("memory.usage_in_bytes", "1000\n"), ("memory.kmem.usage_in_bytes", "50\n"), ("memory.stat", "cache 99\nrss 99\ntotal_cache 2\ntotal_rss 1\ntotal_shmem 4\ntotal_mapped_file 5\ntotal_swap 7\ntotal_inactive_file 9\ntotal_active_file 10\n"));
        Assert.That(MemoryParts.Legacy(files.Directory), Is.EqualTo(new MemoryParts
        {
            Current = 1000, Swap = 7, Anonymous = 1, Cache = 2, Shared = 4, Mapped = 5, InactiveFile = 9, ActiveFile = 10, SlabUnreclaimable = 50,
        }));
    }
}
