using Containment.Linux.Cgroups;
using Containment.Resources.Hierarchy;

namespace Containment.Tests.Resources;

internal sealed class InnerCgroupsTests
{
    [Test]
    public void What_is_written_is_read_again_and_parents_come_first()
    {
        var top = Directory.CreateTempSubdirectory("ct").FullName;
        foreach (var path in (string[])["system.slice/a\\x2db.service", "init.scope"])
        {
            Directory.CreateDirectory(Path.Combine(top, path));
            File.WriteAllText(Path.Combine(top, path, "cgroup.procs"), $"{Environment.ProcessId}\n0\n");
        }
        var found = InnerCgroups.Of(new CgroupDirectory(top));
        Directory.Delete(top, recursive: true);
        Assert.That(found.Members.Select(one => one.Key), Is.EquivalentTo(new[] { "init.scope", "system.slice", "system.slice/a\\x2db.service" }));
        var order = found.Members.Select(one => one.Key).ToList();
        Assert.That(order.IndexOf("system.slice"), Is.LessThan(order.IndexOf("system.slice/a\\x2db.service")));
        Assert.That(found.Members.Single(one => one.Key == "init.scope").Value, Has.Count.EqualTo(1));
        Assert.That($"{InnerCgroups.Parse($"{found}")}", Is.EqualTo($"{found}"));
    }

    [TestCase("../out\t1"), TestCase("/abs\t1"), TestCase("a//b\t1"), TestCase("a/../../b"), TestCase("\t1")]
    public void A_path_that_leads_out_is_left_out(string line) => Assert.That(InnerCgroups.Parse($"{line}\ngood\t7\tx\t-1\n").ToString(), Is.EqualTo("good\t7\n"));
}
