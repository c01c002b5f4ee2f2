using Containment.Linux.Cgroups;
using Containment.Resources.Hierarchy;

namespace Containment.Tests.Rootless;

internal sealed class DelegatedCgroupsTests
{
    private static readonly CgroupLayout Hybrid = new(new([], "/cg/unified", "/cg/unified/me"), [new(["memory"], "/cg/memory", "/cg/memory/me"), new(["pids"], "/cg/pids", "/cg/pids/me")]);

    private static CgroupLayout Of(string? parent, string[] ours, params string[] there) =>
        DelegatedCgroups.Of(Hybrid, parent, path => ours.Contains(path) ? true : there.Contains(path) || path.Count(c => c == '/') <= 3 ? false : null);

    [Test]
    public void Nothing_that_is_handed_down_leaves_nothing() => Assert.That(Of(null, []), Has.Property("Unified").Null.And.Property("Legacy").Empty);

    [Test]
    public void Only_what_is_handed_down_is_used()
    {
        var layout = Of(null, ["/cg/unified/me", "/cg/pids/me"]);
        Assert.That(layout.Unified, Is.Not.Null);
        Assert.That(layout.Legacy.Single().Controllers, Is.EqualTo(new[] { "pids" }));
    }

    [Test]
    public void A_parent_that_is_not_there_yet_is_made_in_what_is_ours() => Assert.That(Of("a/b", ["/cg/pids/me"]).Legacy, Has.Count.EqualTo(1));

    [Test]
    public void A_parent_of_somebody_elses_is_none() => Assert.That(Of("/other", ["/cg/pids/me"], "/cg/pids/other").Legacy, Is.Empty);
}
