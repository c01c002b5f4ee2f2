using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Rootless;

/// <summary>A user who has no ids but his own.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces, Need.IdMapTools), CancelAfter(120_000)]
internal sealed class LoneUserTests
{
    private OrdinaryUser _user = null!;

    [SetUp]
    public void Make() => _user = new(ranges: false);

    [TearDown]
    public void Remove() => _user.Dispose();

    [Test]
    public async Task His_containers_have_root_and_nobody_else(CancellationToken cancellation)
    {
        var ended = await _user.RunAsync(cancellation, "run", "--rm", "-r", BusyboxRoot.Path, "a", "sh", "-c", "id -u; cat /proc/self/uid_map /proc/self/setgroups >&2; touch /file; chown 5 /file");
        Assert.That(ended.Output, Is.EqualTo("0\n"), ended.Error);
        Assert.That(ended.Error.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)[..4], Is.EqualTo((string[])["0", $"{_user.Id}", "1", "deny"]));
        Assert.That(ended.Code, Is.EqualTo(1));
        var other = await _user.RunAsync(cancellation, "run", "--rm", "-r", BusyboxRoot.Path, "-u", "alice", "a", "true");
        Assert.That(other, Has.Property("Code").EqualTo(2).And.Property("Error").Contains("usermod --add-subuids"));
        Assert.That(await _user.DoAsync(cancellation, "ps", "-q"), Is.Empty);
    }
}
