using Containment.Resources;
using Containment.Resources.Merging;

namespace Containment.Tests.Resources;

internal sealed class MergeStatTests
{
    [Test]
    public void Merged_pages_and_zero_pages_are_gain_and_what_tracks_pages_is_cost()
    {
        var read = MergeStat.Parse("ksm_rmap_items 100\nksm_zero_pages 2\nksm_merging_pages 30\nksm_process_profit 124672\nksm_merge_any: yes\n");
        Assert.That(read, Is.EqualTo(new MergedMemory(32L * Environment.SystemPageSize, 6400)));
        Assert.That(read.SavedBytes, Is.EqualTo((32L * Environment.SystemPageSize) - 6400));
    }

    [Test]
    public void A_process_that_has_ended_counts_nothing() => Assert.That(MergeStat.Sum([int.MaxValue]), Is.EqualTo(MergedMemory.Zero));
}
