using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;
using Containment.Migration.Ends;
using Containment.Networks;
using Containment.Resources;

namespace Containment.Kernel.Tests.Networks;

[Needs(Need.Root, Need.Bridge, Need.Nftables)]
[CancelAfter(60_000)]
internal sealed class RuleNoteTests
{
    private static NetworkSpec Web => NetworkScene.Spec() with { Ports = [new(8080, 80)], Firewall = new() { Outbound = FirewallAction.Drop } };

    [Test]
    public async Task Rules_of_a_start_that_was_killed_are_kept_for_a_minute_and_then_removed(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var before = await scene.StateAsync();
        await scene.Rules.ApplyAsync("web", [Web], ct);
        using var next = new HostRules(scene.Network.Host, scene.Host);
        await next.ReconcileAsync(ct);
        var taken = await Assert.ThrowsAsync<ContainmentException>(() => next.CheckAsync("other", [NetworkScene.Spec(3) with { Ports = [new(8080, 80)] }], ct));
        Assert.That(taken!.Reason, Is.EqualTo(FailureReason.AlreadyExists), "whoever starts it may be about to make its links");
        File.SetLastWriteTimeUtc(Path.Combine(scene.Network.Host.Options.RuntimeDirectory, "web.rules"), DateTime.UtcNow.AddMinutes(-2));
        await next.ReconcileAsync(ct);
        Assert.That(await scene.StateAsync(), Is.EqualTo(before));
        Assert.That(Directory.EnumerateFiles(scene.Network.Host.Options.RuntimeDirectory, "*.rules*"), Is.Empty);
    }

    [Test]
    public async Task Rules_of_a_container_that_lives_stay_when_the_host_is_opened_again(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var web = await scene.AddAsync("web", Web, ct);
        await scene.AddAsync("slow", NetworkScene.Spec(3) with { Bandwidth = new() { Out = IoRate.Of(1 << 20) } }, ct);
        var there = await scene.StateAsync();
        using var next = new HostRules(scene.Network.Host, scene.Host);
        await next.ReconcileAsync(ct);
        Assert.That(await scene.StateAsync(), Is.EqualTo(there));
        Assert.That(await RulesScene.TryTcpAsync(scene.Outside, web, 80, new(RulesScene.Host4, 8080), ct), Does.StartWith("connected"));
    }

    [Test]
    public async Task Who_only_has_a_limited_bandwidth_has_no_rules_and_leaves_nothing(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var before = await scene.StateAsync();
        await scene.AddAsync("slow", NetworkScene.Spec(3) with { Bandwidth = new() { Out = IoRate.Of(1 << 20) } }, ct);
        Assert.That(await RulesScene.Run(scene.Host, "nft", "list ruleset"), Is.Empty);
        await scene.RemoveAsync("slow", ct);
        Assert.That(await scene.StateAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_move_to_where_its_port_is_anothers_is_refused_before_anything_stops(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var host = scene.Network.Host;
        host.Part(h => new HostLinks(h, scene.Host));
        host.Part(h => new HostRules(h, scene.Host));
        await scene.AddAsync("web", Web, ct);
        var spec = new ContainerSpec("other", new RootSource.Directory("/"), new ProcessSpec("sh")) { Networks = [NetworkScene.Spec(3) with { Ports = [new(8080, 80)] }] };
        var offer = new MoveOffer([], MigrationStrategy.Cold, Running: true, 2, null, null, ResourceLimits.Unchanged, 0, 0, "", "");
        var (findings, _) = await new OfferJudge(host).JudgeAsync(offer, spec, ct);
        Assert.That(findings.Single(finding => finding.Code == "rules").ToString(), Does.Contain("port 8080/tcp of this host is published for container web already"));
        (findings, _) = await new OfferJudge(host).JudgeAsync(offer, spec with { Networks = [NetworkScene.Spec(3) with { Ports = [new(8081, 80)] }] }, ct);
        Assert.That(findings.Select(finding => finding.Code), Has.None.EqualTo("rules").And.None.EqualTo("bridge"));
    }
}
