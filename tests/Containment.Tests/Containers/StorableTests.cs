using Containment.Bundles;
using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Images;
using Containment.Networks;

namespace Containment.Tests.Containers;

internal sealed class StorableTests
{
    private static readonly byte[] Good = Storable.Write(new StoredSpec(1, new ContainerSpec("web", new RootSource.Tarball("/a", "sha256:0"), new ProcessSpec("/bin/sh"))
    {
        Networks = [new NetworkSpec { Link = new NetworkLink.Bridge("b"), Addresses = [IPNetworkAddress.Parse("fd00::1/64")] }],
        Isolation = new IsolationSpec { Mounts = [new MountSpec("/x")] },
    }), StateJson.Default.StoredSpec);

    [Test]
    public void Damage_of_any_kind_is_refused_as_corrupt_and_nothing_else()
    {
        var random = new Random(7);
        var refused = 0;
        for (var round = 0; round < 5000; round++)
        {
            var bytes = (byte[])Good.Clone();
            for (var change = random.Next(1, 4); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                Storable.ParseSpec(bytes, "wire");
            }
            catch (ContainmentException corrupt) when (corrupt.Reason == FailureReason.Corrupt)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(2500));
    }

    [TestCase("""{"version":1,"container":{"id":"../x","root":{"kind":"directory","path":"/"},"process":{"command":["a"]}}}""")]
    [TestCase("""{"version":1,"container":{"id":"x","root":{"kind":"disk","path":"/"},"process":{"command":["a"]}}}""")]
    [TestCase("""{"version":1,"container":{"id":"x","root":{"kind":"directory","path":"/"},"process":{"command":[]}}}""")]
    [TestCase("""{"version":1,"container":{"id":"x","root":{"kind":"directory","path":"/"}}}""")]
    [TestCase("""{"version":1,"container":{"root":{"kind":"directory","path":"/"},"process":{"command":["a"]}}}""")]
    [TestCase("""{"version":1,"container":{"id":"x","process":{"command":["a"]}}}""")]
    [TestCase("""{"version":1,"container":[]}""")]
    [TestCase("""[]""")]
    public void A_description_that_can_not_be_right_is_corrupt(string json) =>
        Assert.That(Assert.Throws<ContainmentException>(() => Storable.ParseSpec(System.Text.Encoding.UTF8.GetBytes(json), "wire"))!.Reason, Is.EqualTo(FailureReason.Corrupt));
}
