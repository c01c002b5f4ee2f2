using System.Text;
using Containment.Bundles.Oci;
using Containment.Launch;
using Containment.Launch.Hooks;
using Containment.Launch.Plans;
using Containment.Linux.Processes;

namespace Containment.Tests.Launch;

internal sealed class HookCompilerTests
{
    private static readonly string[] Own = ["A=1", "B=2"];

    [Test]
    public void Only_a_hook_without_an_environment_has_that_of_its_place()
    {
        Assert.That(Environment(null), Is.EqualTo(Own));
        Assert.That(Environment([]), Is.Empty);
        Assert.That(Environment(["C=3"]), Is.EqualTo(["C=3"]));
    }

    [Test]
    public void A_namespace_that_is_shared_is_not_joined()
    {
        var place = new HookPlace(7, 1, UserNamespace: false, OwnerOfMachine: true);
        Assert.That(Printed(place), Does.Contain("setns 7 pid\n").And.Contain("setns 7 mount,uts,ipc,network,cgroup\n"));
        Assert.That(Printed(place with { Shared = Flags.NewPid | Flags.NewTime | Flags.NewUts | Flags.NewNetwork }), Does.Not.Contain("setns 7 pid").And.Not.Contain("time").And.Contain("setns 7 mount,ipc,cgroup\n"));
    }

    private static string Printed(HookPlace place) => HookCompiler.Compile(new() { Path = "/bin/a" }, "/", [], place).ToString();

    private static IEnumerable<string> Environment(IReadOnlyList<string>? given)
    {
        LaunchPlan plan = HookCompiler.Compile(new() { Path = "/bin/a", Env = given }, "/", Own, null);
        return plan.Child.Single(step => step.Call == SystemCall.Execve).Arguments[2].Data!.Pointers.Select(one => Encoding.UTF8.GetString(one.Target.Bytes).TrimEnd('\0'));
    }
}
