using Containment.Backups;
using Containment.Backups.Rounds;

namespace Containment.Tests.Backups;

internal sealed class BackupsDueTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly BackupPlan Plan = new(new BackupRepository("/r")) { Every = TimeSpan.FromHours(1) };

    [Test]
    public void Who_has_none_comes_first_then_the_oldest() =>
        Assert.That(Due(Plan, Of("a", 70), Of("b", 200), Of("b", 90), Of("c", 59), Of("c", 500)), Is.EqualTo(new[] { "d", "b", "a" }));

    [Test]
    public void Only_those_of_the_plan_have_a_turn() => Assert.That(Due(Plan with { Containers = ["c", "x"] }, Of("a", 500)), Is.EqualTo(new[] { "c" }));

    [Test]
    public void A_namesake_on_another_host_does_not_count() => Assert.That(Due(Plan with { Containers = ["a"] }, Of("a", 1) with { Host = "elsewhere" }), Is.EqualTo(new[] { "a" }));

    [Test]
    public void A_plan_that_keeps_nothing_is_refused()
    {
        Assert.That(() => Plan with { Keep = new() }, Throws.InstanceOf<InvalidSpecException>());
        Assert.That(() => Plan with { Every = TimeSpan.FromSeconds(1) }, Throws.InstanceOf<InvalidSpecException>());
    }

    private static Backup Of(ContainerId container, int minutes) => new("12345678", container, "here", Now - TimeSpan.FromMinutes(minutes), false);

    private static IEnumerable<string> Due(BackupPlan plan, params Backup[] backups) => BackupsDue.Of(plan, ["a", "b", "c", "d"], backups, "here", Now).Select(id => id.Value);
}
