using System.Diagnostics;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Cgroups;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

// Since Linux 6.18 the mode can't be left again but by a reboot, so this is for a machine of its own.
[Explicit, Needs(Need.Root, Need.CgroupV1)]
internal sealed class QuickMovesTests
{
    [Test]
    public async Task A_move_after_a_pause_is_quick_where_the_host_favors_it()
    {
        using var quick = QuickMoves.Enable();
        await using var host = new CgroupHost(Tree.Machine);
        using var load = new Load(host.Cgroup, "exec sleep 60");
        await Task.Delay(500);
        var watch = Stopwatch.StartNew();
        File.WriteAllText(host.Cgroup.Placement.LegacyProcsFiles[0], $"{load.Id}");
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromMilliseconds(3)));
    }
}
