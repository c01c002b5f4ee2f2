using System.Text;
using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Users;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>The host ids of a container are nobody else's: not another container's, of this host or of another on the machine, and no user's.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class IdRangeTests
{
    private const long Size = 65536;

    private static async Task<long> FirstAsync(Container container, CancellationToken cancellation) => (await container.GetStatusAsync(cancellation)).FirstHostId!.Value;

    [Test]
    public async Task Containers_made_at_once_by_two_hosts_have_ranges_of_their_own(CancellationToken cancellation)
    {
        await using TestHost one = new(), other = new();
        var made = await Task.WhenAll(Enumerable.Range(0, 24).Select(n => Task.Run(() => (n % 2 == 0 ? one : other).Host.CreateAsync(TestHost.Shell("true"), cancellation))));
        var firsts = await Task.WhenAll(made.Select(container => FirstAsync(container, cancellation)));
        Assert.That(firsts.Order().Zip(firsts.Order().Skip(1)).Where(pair => pair.Second - pair.First < Size), Is.Empty);
    }

    [Test]
    public async Task A_range_that_was_freed_is_given_again_and_one_whose_host_is_gone_too(CancellationToken cancellation)
    {
        long first;
        await using (TestHost gone = new()) first = await FirstAsync(await gone.Host.CreateAsync(TestHost.Shell("true"), cancellation), cancellation);
        await using TestHost host = new();
        List<long> given = [];
        for (var n = 0; n < 8; n++) given.Add(await FirstAsync(await host.Host.CreateAsync(TestHost.Shell("true"), cancellation), cancellation));
        Assert.That(given.Min(), Is.LessThanOrEqualTo(first));
    }

    [Test]
    public async Task A_range_that_a_user_of_the_machine_may_map_is_left_out(CancellationToken cancellation)
    {
        await using TestHost host = new();
        var users = from file in (string[])["/etc/subuid", "/etc/subgid"]
                    where File.Exists(file)
                    from line in File.ReadLines(file)
                    let words = line.Split(':')
                    where words.Length == 3
                    select (First: long.Parse(words[1]), Count: long.Parse(words[2]));
        var first = await FirstAsync(await host.Host.CreateAsync(TestHost.Shell("true"), cancellation), cancellation);
        Assert.That(users.Where(user => first < user.First + user.Count && user.First < first + Size), Is.Empty);
    }

    [Test]
    public async Task A_bundle_that_wants_the_ids_of_another_container_gets_its_own(CancellationToken cancellation)
    {
        await using TestHost host = new();
        var other = await FirstAsync(await host.Host.CreateAsync(TestHost.Shell("true"), cancellation), cancellation);
        var spec = TestHost.Shell("cat /proc/self/uid_map /proc/self/gid_map");
        var config = RuntimeSpecCompiler.Compile(new BundleSpec(spec.Process) { Isolation = spec.Isolation }, spec.Id, UserIdentity.Root, new IdRange((uint)other));
        var container = await host.Host.CreateAsync(spec with { RuntimeConfig = Encoding.UTF8.GetString(RuntimeSpecText.Write(config)) }, cancellation);
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        var own = await FirstAsync(container, cancellation);
        Assert.That(own, Is.Not.EqualTo(other));
        Assert.That((await Cell.LogAsync(container, cancellation)).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "0", $"{own}", "65536", "0", $"{own}", "65536" }));
    }
}
