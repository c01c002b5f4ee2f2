using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Containers;

/// <summary>A container on a bridge, in a network namespace that stands for the host's.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Bridge), CancelAfter(60_000)]
internal sealed class BridgeTests
{
    private const string Script = "ip link add ctbr type bridge && ip address add 10.99.7.1/24 dev ctbr && ip link set ctbr up && exec \"$@\"";

    [Test]
    public async Task A_container_on_a_bridge_reaches_its_host_and_leaves_no_link(CancellationToken cancellation)
    {
        await using var test = new TestHost();
        using var embedder = new Embedder(["/usr/bin/unshare", "--net", "/bin/sh", "-c", Script, "sh"], test, ["network", TestHost.NewId().Value, "ctbr", "10.99.7.1", "10.99.7.2/24"]);
        List<string> lines = [];
        while (await embedder.ReadLineAsync(cancellation) is { } line) lines.Add(line);
        var (code, errors) = await embedder.WaitAsync(cancellation);
        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That((lines[0], lines[^2]), Is.EqualTo(("0", "02:00:00:00:00:07")));
        // Some kernels have links of their own in every namespace.
        Assert.That(lines[^1].Split(' ').Where(link => link.StartsWith("ct", StringComparison.Ordinal)), Is.EqualTo(new[] { "ctbr" }));
    }
}
