using Containment.Checkpoints.Late;
using Containment.Linux.Memory;

namespace Containment.Tests.Checkpoints.Late;

internal sealed class LateSetTests
{
    private const ulong Page = 4096, Pages = 2000;

    [Test]
    public void It_holds_what_a_plain_set_of_pages_holds([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var set = new LateSet();
        HashSet<ulong> model = [];
        for (var n = 0; n < 60; n++)
        {
            var (first, count) = ((ulong)random.Next((int)Pages), (ulong)random.Next(random.Next(2) == 0 ? 8 : 900));
            var range = new PageRange(first * Page, (first + count) * Page);
            switch (random.Next(3))
            {
                case 0:
                    set.Add(range);
                    model.UnionWith(Each(first, count));
                    break;
                case 1:
                    set.Remove(range);
                    model.ExceptWith(Each(first, count));
                    break;
                default:
                    var to = first + count + (ulong)random.Next(500);
                    set.Move(range, to * Page);
                    var moved = Each(first, count).Where(model.Contains).Select(page => page - first + to).ToList();
                    model.ExceptWith(Each(first, count));
                    model.ExceptWith(Each(to, count));
                    model.UnionWith(moved);
                    break;
            }
            Assert.That(set.Count, Is.EqualTo(model.Count));
            Assert.That(set.Copy().Within(new(0, 8 * Pages * Page)).SelectMany(found => Each(found.Start / Page, found.Bytes / Page)), Is.EqualTo(model.Order()));
            Assert.That(set.Within(range).SelectMany(found => Each(found.Start / Page, found.Bytes / Page)), Is.EqualTo(Each(first, count).Where(model.Contains)));
            Assert.That(set.Contains(first * Page), Is.EqualTo(model.Contains(first)));
        }
    }

    [Test]
    public void The_pages_about_one_end_at_a_gap_and_at_the_block()
    {
        var set = new LateSet();
        set.Add(new(0, 64 * Page));
        set.Remove(new(18 * Page, 19 * Page));
        Assert.That(set.About(20 * Page, 16 * Page), Is.EqualTo(new PageRange(19 * Page, 32 * Page)));
        Assert.That(set.About(16 * Page, 16 * Page), Is.EqualTo(new PageRange(16 * Page, 18 * Page)));
        Assert.That(set.About(18 * Page, 16 * Page).Bytes, Is.Zero);
        set.Clear();
        Assert.That(set.Bytes, Is.Zero);
    }

    private static IEnumerable<ulong> Each(ulong first, ulong count)
    {
        for (var page = first; page < first + count; page++) yield return page;
    }
}
