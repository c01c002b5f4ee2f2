using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Rules;

namespace Containment.Tests.Bundles;

internal sealed class MachineRulesTests
{
    private static RuntimeSpec Joining(string type, string? path, string? sysctl = null) => new()
    {
        Linux = new() { Namespaces = [new() { Type = type, Path = path }], Sysctl = sysctl is null ? null : new Dictionary<string, string> { [sysctl] = "1" } },
    };

    [TestCase("network", "net", "net.ipv4.ip_forward")]
    [TestCase("network", "net", "net/ipv4/conf/eth0.1/forwarding")]
    [TestCase("ipc", "ipc", "kernel.shmmax")]
    [TestCase("ipc", "ipc", "fs.mqueue.msg_max")]
    [TestCase("uts", "uts", "kernel.domainname")]
    public void A_setting_of_a_namespace_that_is_ours_is_refused_however_it_is_reached(string type, string file, string key)
    {
        foreach (var path in (string[])[$"/proc/self/ns/{file}", $"/proc/{Environment.ProcessId}/ns/{file}", $"/proc/self/task/{Environment.ProcessId}/ns/{file}"])
            Assert.That(() => MachineRules.Check(Joining(type, path, key), MachineFacts.Current), Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.Unsupported).And.Property("Subject").EqualTo($"linux.sysctl.{key}"));
    }

    [Test]
    public void A_name_for_a_machine_that_is_ours_is_refused()
    {
        foreach (var spec in (RuntimeSpec[])[Joining("uts", "/proc/self/ns/uts") with { Hostname = "a" }, Joining("uts", "/proc/self/ns/uts") with { Domainname = "a" }])
            Assert.That(() => MachineRules.Check(spec, MachineFacts.Current), Throws.TypeOf<ContainmentException>());
    }

    [TestCase("network", null, "net.ipv4.ip_forward", TestName = "A new one")]
    [TestCase("network", "/no/such/namespace", "net.ipv4.ip_forward", TestName = "One that is not there")]
    [TestCase("network", "/proc/self/ns/uts", "net.ipv4.ip_forward", TestName = "Another of ours, which the kernel refuses")]
    [TestCase("network", "/proc/self/ns/net", null, TestName = "Ours without a setting")]
    public void Another_namespace_is_not_ours(string type, string? path, string? key) => Assert.That(() => MachineRules.Check(Joining(type, path, key), MachineFacts.Current), Throws.Nothing);
}
