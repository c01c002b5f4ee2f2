using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Networks;
using Containment.Resources;

namespace Containment.Kernel.Tests.Containers;

/// <summary>What can't be right is refused by name, and nothing is made of it.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class BadInputTests
{
    private static IEnumerable<TestCaseData> Descriptions()
    {
        static TestCaseData Case(string name, string field, Func<ContainerSpec, ContainerSpec> change) => new TestCaseData(field, change).SetArgDisplayNames(name);
        yield return Case("a root that is not there", "root", spec => spec with { Root = new RootSource.Directory("/no/such/root") });
        yield return Case("a root that is a file", "root", spec => spec with { Root = new RootSource.Directory("/bin/busybox") });
        yield return Case("a tarball that is not there", "root", spec => spec with { Root = new RootSource.Tarball("/no/such.tar") });
        yield return Case("an image that is not there", "root", spec => spec with { Root = new RootSource.OciLayout("/no/such/layout") });
        yield return Case("a user that nobody is", "process.user", spec => spec with { Process = new ProcessSpec("true") { User = "nobody-at-all" } });
        yield return Case("a capability that there is not", "process.capabilities", spec => spec with { Process = new ProcessSpec("true") { Capabilities = ["CAP_EVERYTHING"] } });
        yield return Case("a mount of nothing", "mounts", spec => spec with { Isolation = new IsolationSpec { Mounts = [new MountSpec("/x", "/no/such/source")] } });
        yield return Case("a bridge that is not there", "", spec => spec with { Networks = [new NetworkSpec { Link = new NetworkLink.Bridge("ct-no-bridge") }] });
        yield return Case("a hardware address that is none", "mac", spec => spec with { Networks = [new NetworkSpec { Link = new NetworkLink.Bridge("ct-no-bridge"), Mac = "nonsense" }] });
        yield return Case("a CPU that there is not", "cpu", spec => spec with { Limits = new ResourceLimits { CpuSet = CpuSet.Parse("4000") } });
    }

    [TestCaseSource(nameof(Descriptions))]
    public async Task It_is_refused_by_name_and_nothing_is_left(string field, Func<ContainerSpec, ContainerSpec> change, CancellationToken cancellation)
    {
        await using var test = new TestHost();
        var spec = TestHost.Shell("true");
        await test.Host.ListAsync(cancellation);
        var before = MachineState.Of(test.Top, spec.Id.Value);
        // Some are refused when they are written down already.
        var refused = await Assert.CatchAsync(async () => await test.Host.CreateAsync(change(spec), cancellation));
        Assert.That(refused, Is.InstanceOf<InvalidSpecException>().Or.InstanceOf<ContainmentException>());
        if (refused is InvalidSpecException named) Assert.That(named.Field, Does.Contain(field).IgnoreCase);
        else Assert.That(refused!.Message, Does.Contain("ct-no-bridge").Or.Contain("4000").Or.Contain("cpuset"));
        Assert.That(MachineState.Of(test.Top, spec.Id.Value), Is.EqualTo(before));
        Assert.That(await test.Host.ListAsync(cancellation), Is.Empty);
    }

    [TestCase("a/b")]
    [TestCase("..")]
    [TestCase("")]
    [TestCase("A")]
    [TestCase("a\nb")]
    public void A_name_that_could_be_a_path_is_refused(string name) =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => TestHost.Shell("true", name))!.Field, Is.EqualTo("id"));

    [Test]
    public async Task A_name_that_is_taken_is_refused_and_the_first_stays(CancellationToken cancellation)
    {
        await using var test = new TestHost();
        var first = await test.Host.CreateAsync(TestHost.Shell("exit 3"), cancellation);
        var before = MachineState.Of(test.Top, first.Id.Value);
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => test.Host.CreateAsync(first.Spec, cancellation));
        Assert.That(refused!.Reason, Is.EqualTo(FailureReason.AlreadyExists));
        Assert.That(MachineState.Of(test.Top, first.Id.Value), Is.EqualTo(before));
    }

    [Test]
    public async Task A_start_that_fails_leaves_what_was_created_and_no_more(CancellationToken cancellation)
    {
        await using var test = new TestHost();
        var spec = TestHost.Shell("true") with { Process = new ProcessSpec("/no/such/program") };
        var container = await test.Host.CreateAsync(spec, cancellation);
        var before = MachineState.Of(test.Top, spec.Id.Value);
        var refused = await Assert.ThrowsAsync<KernelException>(() => container.StartAsync(cancellation));
        Assert.That((refused!.ErrorName, refused.Message.Contains("/no/such/program", StringComparison.Ordinal)), Is.EqualTo(("ENOENT", true)));
        // overlayfs leaves its own work directory in ours.
        Assert.That(MachineState.Of(test.Top, spec.Id.Value).Where(line => !line.EndsWith("/work/work", StringComparison.Ordinal)), Is.EqualTo(before));
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Created));
    }

    [TestCase(Owner.Outgoing)]
    [TestCase(Owner.Incoming)]
    [TestCase(Owner.Gone)]
    public async Task A_container_that_belongs_to_another_host_does_not_start(Owner owner, CancellationToken cancellation)
    {
        await using var test = new TestHost();
        var container = await test.Host.CreateAsync(TestHost.Shell("true"), cancellation);
        var registry = Containment.Containers.Life.RegistryOfHost.Containers(test.Host);
        using (var held = await registry.LockAsync(container.Id, cancellation))
        {
            var state = await registry.Store.ReadStateAsync(container.Id, cancellation);
            await registry.Store.WriteStateAsync(held, state with { Ownership = new Ownership(2, owner, "other") }, cancellation);
        }
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => container.StartAsync(cancellation));
        Assert.That((refused!.Reason, refused.Message.Contains("other", StringComparison.Ordinal)), Is.EqualTo((FailureReason.WrongState, true)));
    }
}
