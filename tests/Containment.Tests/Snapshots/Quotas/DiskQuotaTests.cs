using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Images;
using Containment.Snapshots;

namespace Containment.Tests.Snapshots.Quotas;

internal sealed class DiskQuotaTests
{
    private static readonly DiskQuota Quota = new(2L << 30) { Kind = DiskQuotaKind.Image };

    [Test]
    public void One_below_16_MiB_is_refused([Values(-1, 0, (16 << 20) - 1)] long bytes)
    {
        Assert.That(Assert.Throws<InvalidSpecException>(() => _ = new DiskQuota(bytes))!.Field, Is.EqualTo("disk.bytes"));
        Assert.Throws<InvalidSpecException>(() => _ = Quota with { Bytes = bytes });
        Assert.That(new DiskQuota(16 << 20).Bytes, Is.EqualTo(16 << 20));
    }

    [Test]
    public void It_is_stored_with_the_description()
    {
        var spec = new ContainerSpec("web", new RootSource.Directory("/"), new ProcessSpec("a")) { Disk = Quota };
        Assert.That(Storable.ParseSpec(Storable.Write(new StoredSpec(StoredSpec.CurrentVersion, spec), StateJson.Default.StoredSpec), "wire").Disk, Is.EqualTo(Quota));
    }

    [TestCase("", null)]
    [TestCase(""","disk":null""", null)]
    [TestCase(""","disk":{"bytes":33554432}""", 33554432L)]
    public void A_description_may_say_less(string rest, long? bytes)
    {
        var json = $$$"""{"version":1,"container":{"id":"x","root":{"kind":"directory","path":"/"},"process":{"command":["a"]}{{{rest}}}}}""";
        Assert.That(Storable.ParseSpec(Encoding.UTF8.GetBytes(json), "wire").Disk, Is.EqualTo(bytes is { } all ? new DiskQuota(all) : null));
    }

    [Test]
    public void A_description_of_too_little_is_refused() =>
        Assert.That(Assert.Throws<ContainmentException>(() => Storable.ParseSpec("""{"version":1,"container":{"id":"x","root":{"kind":"directory","path":"/"},"process":{"command":["a"]},"disk":{"bytes":1}}}"""u8.ToArray(), "wire"))!.Reason, Is.EqualTo(FailureReason.Corrupt));

    [Test]
    public void Another_container_gets_what_this_one_has_now_by_what_was_asked_for()
    {
        var state = new ContainerState { CreatedAt = default, Ownership = Ownership.Initial, Layers = [], Disk = new(4L << 30) { Kind = DiskQuotaKind.Image } };
        Assert.That(state.DiskLike(new(2L << 30)), Is.EqualTo(new DiskQuota(4L << 30)));
        Assert.That(state.DiskLike(null), Is.Null);
        Assert.That((state with { Disk = null }).DiskLike(Quota), Is.EqualTo(Quota));
    }
}
