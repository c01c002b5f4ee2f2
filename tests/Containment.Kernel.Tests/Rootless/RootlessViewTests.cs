using System.Globalization;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Rootless;

/// <summary>What an ordinary user's container sees of itself: nobody tells when it looks, so it is written anew each second.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces, Need.IdMapTools), CancelAfter(120_000)]
internal sealed class RootlessViewTests
{
    private OrdinaryUser _user = null!;

    [SetUp]
    public void Make() => _user = new();

    [TearDown]
    public void Remove() => _user.Dispose();

    [Test]
    public async Task It_sees_its_own_age_grow_and_not_the_machines(CancellationToken cancellation)
    {
        const string look = "cut -d. -f1 /proc/uptime";
        var ended = await _user.RunAsync(cancellation, "run", "--rm", "--guest-view", "own", "-r", BusyboxRoot.Path, "a", "sh", "-c",
            $"first=$({look}); echo $first; while test $({look}) -lt $((first + 2)); do sleep 0.2; done; {look}; grep -c ^MemTotal: /proc/meminfo; grep -c '^cpu ' /proc/stat; cat /proc/loadavg");
        var lines = ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(5), ended.Error);
        var machine = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.That((int.Parse(lines[0]) < 60, int.Parse(lines[1]) >= int.Parse(lines[0]) + 2, int.Parse(lines[1]) < machine - 60), Is.EqualTo((true, true, true)), ended.Output);
        Assert.That((lines[2], lines[3]), Is.EqualTo(("1", "1")));
        Assert.That(lines[4], Does.Match("^[0-9.]+ [0-9.]+ [0-9.]+ [0-9]+/[0-9]+ [0-9]+ *$"));
    }
}
