using Containment.Containers;
using Containment.Images;
using Containment.Migration.Ends;
using Containment.Networks;

namespace Containment.Tests.Migration;

internal sealed class AddressJudgeTests
{
    private static NetworkSpec On(string bridge, string address) => new() { Link = new NetworkLink.Bridge(bridge), Addresses = [IPNetworkAddress.Parse(address)] };

    private static ContainerSpec Coming => new("web", new RootSource.Directory("/"), new("/bin/web")) { Networks = [On("br0", "10.0.0.2/24")] };

    private static string[] Taken(ContainerId id, params NetworkSpec[] networks) => [.. AddressJudge.Taken(Coming, [(id, networks)]).Select(finding => $"{finding.Code} {finding.What}")];

    [Test]
    public void An_address_of_another_on_the_same_link_is_found() =>
        Assert.That(Taken("other", On("br0", "10.0.0.2/16")), Is.EqualTo(new[] { "address container other of the target has the address 10.0.0.2" }));

    [Test]
    public void Another_address_or_another_link_is_none() => Assert.That(Taken("other", On("br0", "10.0.0.3/24"), On("br1", "10.0.0.2/24")), Is.Empty);

    [Test]
    public void Its_own_name_there_is_another_finding() => Assert.That(Taken("web", On("br0", "10.0.0.2/24")), Is.Empty);
}
