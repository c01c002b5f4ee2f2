using Containment.Checkpoints.Late;
using Containment.Linux.Memory;

namespace Containment.Tests.Checkpoints.Late;

internal sealed class OriginsTests
{
    private const ulong Page = 4096;

    [Test]
    public void A_page_that_moved_twice_is_known_by_where_it_was_first()
    {
        var origins = new Origins();
        Assert.That(origins.Of(5 * Page), Is.EqualTo(5 * Page));
        origins.Move(new(4 * Page, 8 * Page), 100 * Page);
        origins.Move(new(102 * Page, 106 * Page), 200 * Page);
        Assert.That(origins.Of(201 * Page), Is.EqualTo(7 * Page));
        // It had not been there before, so it is still what it was.
        Assert.That(origins.Of(203 * Page), Is.EqualTo(105 * Page));
        Assert.That(origins.Of(100 * Page), Is.EqualTo(4 * Page));
        Assert.That(origins.Together(new(200 * Page, 204 * Page)), Is.EqualTo(new PageRange(200 * Page, 202 * Page)));
        var copy = origins.Copy();
        origins.Move(new(200 * Page, 201 * Page), 5 * Page);
        Assert.That((copy.Of(5 * Page), origins.Of(5 * Page)), Is.EqualTo((5 * Page, 6 * Page)));
    }

    [Test]
    public void What_arrives_is_looked_for_wherever_it_can_be()
    {
        var origins = new Origins();
        origins.Move(new(4 * Page, 8 * Page), 100 * Page);
        var places = origins.Places(new(6 * Page, 10 * Page)).ToList();
        Assert.That(places, Is.EqualTo((PageRange[])[new(6 * Page, 10 * Page), new(102 * Page, 104 * Page)]));
        Assert.That(origins.Of(102 * Page), Is.EqualTo(6 * Page));
    }
}
