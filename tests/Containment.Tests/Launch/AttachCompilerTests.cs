using Containment.Bundles;
using Containment.Launch;
using Containment.Launch.Plans;
using Containment.Volumes;

namespace Containment.Tests.Launch;

internal sealed class AttachCompilerTests
{
    private static readonly OpenVolume Volume = new(new VolumeMount("data", "/srv/data") { ReadOnly = true }, "/dev/loop3", "ext4");

    [Test]
    public void A_volume_is_made_with_the_hosts_powers_and_only_then_the_container_is_entered()
    {
        var steps = Lines(AttachCompiler.Attach(42, Volume, IdMaps.Of(new IdRange(100_000))));
        Assert.That(Index(steps, "fsmount"), Is.LessThan(Index(steps, "setns")));
        Assert.That(Index(steps, "mount_setattr"), Is.InRange(Index(steps, "fsmount"), Index(steps, "setns")), "its ids are mapped before anybody sees it");
        Assert.That(Index(steps, "setfsuid 100000"), Is.InRange(Index(steps, "setns"), Index(steps, "mkdirat")), "what is made for it is the container's");
        Assert.That(steps[^2], Does.Contain("volume data on /srv/data"));
        Assert.That(steps[^1], Does.Contain("detach"));
    }

    [Test]
    public void Without_a_user_namespace_no_ids_are_mapped() =>
        Assert.That(Lines(AttachCompiler.Attach(42, Volume, null)), Has.None.Contains("mount_setattr").And.None.Contains("setfsuid"));

    [Test]
    public void A_directory_is_copied_with_its_attributes_at_once()
    {
        var steps = Lines(AttachCompiler.Attach(42, new(Volume.Mount, "/state/volumes/data/data", null), null));
        Assert.That(Index(steps, "open_tree"), Is.LessThan(Index(steps, "mount_setattr")));
        Assert.That(Index(steps, "mount_setattr"), Is.LessThan(Index(steps, "setns")));
    }

    [Test]
    public void Taking_one_out_follows_no_link()
    {
        var steps = Lines(AttachCompiler.Detach(42, "/srv/data"));
        Assert.That(steps[^2], Does.Contain("umount").And.Contain("/srv/data"));
        Assert.That(Index(steps, "setns"), Is.LessThan(Index(steps, "fchdir")));
        Assert.That(Lines(AttachCompiler.Detach(42, "/data"))[^2], Does.Contain("/data"));
    }

    [Test]
    public void A_bound_tree_is_copied_shut_and_mapped_before_the_container_is_entered()
    {
        var mount = RuntimeSpecCompiler.Mount(new MountSpec("/srv", "/home/data") { ReadOnly = true, IdMapped = true }, mapped: true);
        var steps = Lines(AttachCompiler.Mount(42, mount, IdMaps.Of(new IdRange(100_000))));
        Assert.That(Index(steps, "open_tree"), Is.LessThan(Index(steps, "mount_setattr")));
        Assert.That(Array.FindLastIndex(steps, step => step.Contains("mount_setattr", StringComparison.Ordinal)), Is.LessThan(Index(steps, "setns")));
        Assert.That(Index(steps, "user namespace"), Is.LessThan(Index(steps, "setns")));
        Assert.That(Lines(AttachCompiler.Mount(42, RuntimeSpecCompiler.Mount(new("/srv", "/home/data") { IdMapped = true }, mapped: false), null)), Has.None.Contains("user namespace"));
    }

    [Test]
    public void A_tmpfs_belongs_to_the_containers_root()
    {
        var steps = Lines(AttachCompiler.Mount(42, RuntimeSpecCompiler.Mount(new("/srv") { Size = 4096 }, mapped: true), IdMaps.Of(new IdRange(100_000))));
        Assert.That(steps, Has.Some.Contains("uid=100000").And.Some.Contains("size=4096"));
    }

    [Test]
    public void Nodes_are_made_only_in_the_hosts_own_tmpfs_and_never_by_a_link()
    {
        var steps = Lines(NodeCompiler.Make(42, [new("/dev/a", "/dev/deep/a", 'c', 10, 229) { Uid = 1 }], IdMaps.Of(new IdRange(100_000))));
        Assert.That(Index(steps, "setns"), Is.LessThan(Index(steps, "setfsuid 100000")));
        Assert.That(Index(steps, "fstatfs"), Is.InRange(Index(steps, "mkdirat /dev/deep"), Index(steps, "mknodat /dev/deep/a")));
        Assert.That(Index(steps, "fchownat"), Is.GreaterThan(Index(steps, "mknodat /dev/deep/a")));
        Assert.That(Lines(NodeCompiler.Remove(42, ["/dev/a", "/dev/deep/b"])).Count(step => step.Contains("unlinkat", StringComparison.Ordinal)), Is.EqualTo(3), "the directory that was made for one goes with it");
    }

    private static string[] Lines(LaunchPlan plan) => plan.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static int Index(string[] steps, string word)
    {
        var index = Array.FindIndex(steps, step => step.Contains(word, StringComparison.Ordinal));
        Assert.That(index, Is.Not.Negative, $"{word} in\n{string.Join('\n', steps)}");
        return index;
    }
}
