using Containment.Bundles;
using Containment.Bundles.Users;
using Containment.Launch;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Tests.Launch;

internal sealed class LaunchPowersTests
{
    private static string Printed(LaunchPowers powers, uint user = 0, Version? kernel = null) => LaunchCompiler.Compile(new()
    {
        Id = "web",
        Spec = RuntimeSpecCompiler.Compile(new BundleSpec(new("server")), "web", new(user, user, [], "/"), new(200_000)),
        Root = new RootLayers(["/images/top", "/images/bottom"], "/state/web/upper", "/state/web/work"),
        Cgroup = new CgroupPlacement(null, []),
        Keeper = new() { SocketPath = "/run/web.sock", ExitPath = "/state/exits/web", LogPath = "/state/web/log" },
        MountPoint = "/run/x",
        Kernel = kernel ?? new(6, 18),
        Powers = powers,
    }).ToString();

    [Test]
    public void For_an_ordinary_user_the_child_mounts_once_its_ids_are_mapped()
    {
        var plan = Printed(LaunchPowers.User);
        Assert.That(plan, Does.Match(@"(?s)keeper prctl PR_SET_DUMPABLE 1\n.*keeper clone3 user.*keeper pause its ids.*keeper prctl PR_SET_DUMPABLE 0\n.*child  await ids\n.*child  mount overlay on /\n"));
        Assert.That(plan, Does.Not.Contain("keeper fsopen").And.Not.Contain("keeper mknodat").And.Not.Contain("keeper open_tree"));
        Assert.That(plan, Does.Contain("userxattr").And.Not.Contain("redirect_dir").And.Not.Contain("uid_map").And.Not.Contain("setfsuid"));
    }

    [Test]
    public void Who_has_one_id_maps_it_himself_and_gives_up_groups() =>
        Assert.That(Printed(LaunchPowers.LoneUser), Does.Match(@"(?s)setgroups deny\n.*uid_map 0 200000 65536\n").And.Not.Contain("child  setgroups").And.Not.Contain("pause"));

    [Test]
    public void Nodes_that_cannot_be_made_are_the_hosts()
    {
        var plan = Printed(LaunchPowers.Nested);
        Assert.That(plan, Does.Contain("keeper open_tree the host's /dev/null").And.Contain("child  mount the host's /dev/null"));
        Assert.That(Printed(LaunchPowers.Host), Does.Not.Contain("the host's /dev/null"));
    }

    [Test]
    public void Pipes_are_given_away_by_who_can() =>
        Assert.Multiple(() =>
        {
            Assert.That(Printed(LaunchPowers.User, 33), Does.Contain("child  fchown output to 33:33").And.Not.Contain("keeper fchown"));
            Assert.That(Printed(LaunchPowers.Host, 33), Does.Contain("keeper fchown output to 200033:200033").And.Not.Contain("child  fchown"));
        });

    [Test]
    public void Without_a_user_namespace_an_ordinary_user_begins_nothing()
    {
        var spec = RuntimeSpecCompiler.Compile(new BundleSpec(new("server")), "web", UserIdentity.Root, null);
        var error = Assert.Throws<InvalidSpecException>(() => LaunchCompiler.Compile(new()
        {
            Id = "web", Spec = spec, Root = new LaunchRoot.Plain("/root"), Cgroup = new(null, []), MountPoint = "/run/x", Powers = LaunchPowers.User, Streams = new LaunchStreams.Inherited(),
        }));
        Assert.That(error!.Message, Does.Contain("linux.namespaces").And.Contain("user namespace"));
    }

    [Test]
    public void Older_kernels_get_their_overlay_in_the_child_too() =>
        Assert.That(Printed(LaunchPowers.User, kernel: new(6, 1)), Does.Contain("child  mount overlay on /").And.Not.Contain("keeper unshare mount").And.Not.Contain("lowerdir+"));
}
