using Containment.Checkpoints.Tracking;
using Containment.Linux.Memory;

namespace Containment.Tests.Checkpoints.Tracking;

internal sealed class TrackingPowersTests
{
    [TestCase(true, true, ExpectedResult = (int)TrackingKind.SoftDirty)]
    [TestCase(true, false, ExpectedResult = (int)TrackingKind.SoftDirty)]
    [TestCase(false, true, ExpectedResult = (int)TrackingKind.WriteProtection)]
    [TestCase(false, false, ExpectedResult = (int)TrackingKind.None)]
    public int Marks_are_preferred_for_nothing_is_put_into_the_process(bool marks, bool protection) => (int)new TrackingPowers(marks, protection).Choose();

    [Test]
    public void An_older_kernel_tells_of_a_page_by_the_bits_of_a_word()
    {
        Assert.That(PagemapFile.StatesOf(1UL << 63 | 1UL << 57), Is.EqualTo(PageStates.Present));
        Assert.That(PagemapFile.StatesOf(1UL << 62 | 1UL << 61 | 1UL << 55), Is.EqualTo(PageStates.Swapped | PageStates.File | PageStates.SoftDirty | PageStates.Written));
        Assert.That(PageQuery.SoftDirty.Takes(PageStates.Present | PageStates.SoftDirty), Is.True);
        Assert.That(PageQuery.SoftDirty.Takes(PageStates.SoftDirty), Is.False);
        Assert.That(PageQuery.Populated.Takes(PageStates.Present | PageStates.File), Is.False);
    }
}
