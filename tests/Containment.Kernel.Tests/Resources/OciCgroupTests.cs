using Containment.Bundles.Oci;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Cgroups;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

[Needs(Need.Root)]
internal sealed class OciCgroupTests
{
    private readonly string _name = $"ct{Guid.NewGuid().ToString("n")[..10]}";

    [TearDown]
    public void Remove()
    {
        foreach (var directory in Directory.EnumerateDirectories("/sys/fs/cgroup", _name, SearchOption.AllDirectories).ToArray()) Assert.That(CgroupTree.TryRemove(new(directory)), directory);
    }

    [Test]
    public async Task An_absolute_path_counts_from_where_each_hierarchy_is_mounted()
    {
        var cgroup = await OciCgroup.CreateAsync(new("box") { CgroupsPath = $"/{_name}/box" });
        Assert.That(cgroup.Paths, Is.Not.Empty);
        foreach (var hierarchy in CgroupLayout.Detect().Legacy)
            Assert.That(cgroup.Paths[hierarchy.Controllers[0]], Is.EqualTo($"{hierarchy.Top}/{_name}/box"));
        Assert.That(cgroup.Paths.Values, Has.All.Matches<string>(Directory.Exists));
    }

    [Test]
    public async Task Without_a_path_the_name_of_the_container_is_below_the_own_cgroup()
    {
        var cgroup = await OciCgroup.CreateAsync(new(_name));
        foreach (var hierarchy in CgroupLayout.Detect().Legacy)
            Assert.That(cgroup.Paths[hierarchy.Controllers[0]], Is.EqualTo($"{hierarchy.Own}/{_name}"));
        await cgroup.DeleteAsync();
        Assert.That(cgroup.Exists, Is.False);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_cgroup_in_which_something_lives_or_that_is_frozen_is_refused_and_an_empty_one_is_taken(CancellationToken cancellationToken)
    {
        var request = new OciCgroupRequest("box") { CgroupsPath = $"/{_name}/box" };
        var first = await OciCgroup.CreateAsync(request, cancellationToken);
        using (new Load(first.Placement, "sleep 60"))
        {
            Assert.That(async () => await OciCgroup.CreateAsync(request, cancellationToken),
                Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.AlreadyExists).And.Message.Contains("not empty"));
            await first.KillAsync(cancellationToken);
        }
        await first.FreezeAsync(cancellationToken);
        Assert.That(async () => await OciCgroup.CreateAsync(request, cancellationToken), Throws.TypeOf<ContainmentException>().With.Message.Contains("frozen"));
        await first.ThawAsync(cancellationToken);
        await OciCgroup.CreateAsync(request, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Where_there_is_only_v1_what_forks_away_is_frozen_and_then_killed(CancellationToken cancellationToken)
    {
        var whole = await OciCgroup.CreateAsync(new("box") { CgroupsPath = $"/{_name}/box" }, cancellationToken);
        if (!whole.Paths.TryGetValue("freezer", out var freezer)) Assert.Ignore("no freezer of v1 is mounted");
        var only = OciCgroup.Open($"legacy freezer {freezer}\nlegacy pids {whole.Paths["pids"]}\n");
        // Each one lives for the moment in which it begins the next: who was listed has mostly gone when he is killed.
        var script = Path.GetTempFileName();
        File.WriteAllText(script, "echo $$\n/bin/sh $0 &\nexit 0\n");
        try
        {
            using var load = new Load(only.Placement, $"exec /bin/sh {script}");
            await load.Output.ReadLineAsync(cancellationToken);
            await load.Output.ReadLineAsync(cancellationToken);
            await only.KillAsync(cancellationToken);
            Assert.That((only.Pids.Count, only.IsFrozen), Is.EqualTo((0, false)));
        }
        finally
        {
            File.Delete(script);
        }
    }

    [Test]
    public void Nothing_is_left_when_a_limit_is_refused()
    {
        var request = new OciCgroupRequest("box") { CgroupsPath = $"/{_name}/box", Resources = new() { Cpu = new() { Cpus = "4000" } } };
        Assert.That(async () => await OciCgroup.CreateAsync(request), Throws.TypeOf<KernelException>().With.Message.Contains("linux.resources.cpu.cpus"));
        Assert.That(Directory.EnumerateDirectories("/sys/fs/cgroup", _name, SearchOption.AllDirectories), Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task What_runs_in_it_is_frozen_counted_signalled_and_killed_also_by_its_record(CancellationToken cancellationToken)
    {
        var cgroup = OciCgroup.Open((await OciCgroup.CreateAsync(new(_name), cancellationToken)).Record);
        using var load = new Load(cgroup.Placement, "trap 'echo heard' USR1; echo ready; while :; do sleep 0.01; done");
        await load.Output.ReadLineAsync(cancellationToken);
        Assert.That(cgroup.Pids, Does.Contain(load.Id));
        await cgroup.FreezeAsync(cancellationToken);
        Assert.That(cgroup.IsFrozen);
        await cgroup.ThawAsync(cancellationToken);
        Assert.That(cgroup.IsFrozen, Is.False);
        CgroupKill.Send(load.Id, 10);
        Assert.That(await load.Output.ReadLineAsync(cancellationToken), Is.EqualTo("heard"));
        Assert.That(cgroup.PlacementBeside(load.Id).UnifiedDirectory, Is.EqualTo(cgroup.Placement.UnifiedDirectory));
        await cgroup.FreezeAsync(cancellationToken);
        await cgroup.KillAsync(cancellationToken);
        Assert.That((cgroup.Pids.Count, cgroup.IsFrozen), Is.EqualTo((0, false)));
        await cgroup.DeleteAsync(cancellationToken);
        Assert.That(cgroup.Exists, Is.False);
        await cgroup.DeleteAsync(cancellationToken);
    }

    [Test, CancelAfter(30_000), Needs(Need.Fuse)]
    public async Task A_device_is_usable_where_a_rule_allows_it_and_an_update_replaces_the_rules(CancellationToken cancellationToken)
    {
        const string script = "(: < /dev/fuse) 2>&- && echo yes || echo no; (: > /dev/null) && echo null";
        OciDeviceRule all = new() { Allow = false, Access = "rwm" }, fuse = new() { Allow = true, Type = "c", Major = 10, Minor = 229, Access = "r" };
        var cgroup = await OciCgroup.CreateAsync(new(_name) { Resources = new() { Devices = [all, fuse] } }, cancellationToken);
        using (var load = new Load(cgroup.Placement, script)) Assert.That(await load.Output.ReadToEndAsync(cancellationToken), Is.EqualTo("yes\nnull\n"));
        await cgroup.ApplyAsync(new() { Pids = new() { Limit = 20 } }, cancellationToken);
        using (var load = new Load(cgroup.Placement, script)) Assert.That(await load.Output.ReadToEndAsync(cancellationToken), Is.EqualTo("yes\nnull\n"), "nothing said of devices");
        await cgroup.ApplyAsync(new() { Devices = [all] }, cancellationToken);
        using (var load = new Load(cgroup.Placement, script)) Assert.That(await load.Output.ReadToEndAsync(cancellationToken), Is.EqualTo("no\nnull\n"));
        await cgroup.DeleteAsync(cancellationToken);
    }
}
