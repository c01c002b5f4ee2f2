using Containment.Linux.Namespaces;

namespace Containment.Tests.Rootless;

internal sealed class SubordinateIdsTests
{
    private static (uint, uint)[] Ranges(string text) => [.. SubordinateIds.Parse(text, "ann", 1000)];

    [Test]
    public void A_user_has_the_lines_with_his_name_or_number() =>
        Assert.That(Ranges("bob:100000:65536\nann:200000:65536\n1000:400000:10\n"), Is.EqualTo(new[] { (200_000u, 65_536u), (400_000u, 10u) }));

    [TestCase("ann:x:65536")]
    [TestCase("ann:100000:0")]
    [TestCase("ann:100000")]
    [TestCase("ann:4294967290:100")]
    [TestCase("ann:-5:100")]
    [TestCase("")]
    public void A_line_that_is_none_gives_nothing(string line) => Assert.That(Ranges(line), Is.Empty);

    [Test]
    public void A_range_that_overlaps_an_earlier_one_is_left_out() =>
        Assert.That(Ranges("ann:200000:10\nann:200009:10\nann:200010:10"), Is.EqualTo(new[] { (200_000u, 10u), (200_010u, 10u) }));

    [Test]
    public void The_user_is_root_inside_and_his_ranges_follow() =>
        Assert.That(SubordinateIds.Map(1000, [(200_000, 65_536), (400_000, 10)]), Is.EqualTo(new IdLine[] { new(0, 1000, 1), new(1, 200_000, 65_536), new(65_537, 400_000, 10) }));

    [Test]
    public void Without_ranges_there_is_only_himself()
    {
        var own = new OwnIds(SubordinateIds.Map(1000, []), SubordinateIds.Map(1001, []));
        Assert.That((own.Lone, own.Has(0, 0), own.Has(1, 0), own.Has(0, 1)), Is.EqualTo((true, true, false, false)));
    }

    [Test]
    public void In_a_namespace_every_id_of_it_is_itself() =>
        Assert.That(SubordinateIds.Same("         0       1000          1\n         1     100000      65536\n"), Is.EqualTo(new IdLine[] { new(0, 0, 1), new(1, 1, 65_536) }));

    [TestCase(0u, "         0          0 4294967295\n", "Root")]
    [TestCase(0u, "         0       1000          1\n", "NamespaceRoot")]
    [TestCase(1000u, "         0          0 4294967295\n", "User")]
    public void Who_it_is_follows_from_its_id_and_its_map(uint user, string map, string standing) => Assert.That($"{Self.StandingOf(user, map)}", Is.EqualTo(standing));
}
