using Containment.Volumes.Disks;

namespace Containment.Tests.Volumes;

internal sealed class ProjectNumbersTests
{
    [Test]
    public void A_directory_begins_at_a_number_of_its_own_and_takes_the_next_free_one()
    {
        var first = ProjectNumbers.Find("/a", _ => true);
        Assert.That(ProjectNumbers.Find("/a", _ => true), Is.EqualTo(first));
        Assert.That(ProjectNumbers.Find("/b", _ => true), Is.Not.EqualTo(first));
        Assert.That(ProjectNumbers.Find("/a", number => number != first), Is.EqualTo(first + 1));
    }

    [Test]
    public void Numbers_are_ours_and_not_those_of_people()
    {
        Assert.That(ProjectNumbers.AreOurs(ProjectNumbers.Find("/a", _ => true)));
        Assert.That(((uint[])[0, 1, 1000, 0x3FFF_FFFF, 0x8000_0000, uint.MaxValue]).Where(ProjectNumbers.AreOurs), Is.Empty);
    }
}
