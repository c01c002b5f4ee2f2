using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Rootless;

/// <summary>Limits of a user whose processes are in cgroups that were handed to him, as systemd does with Delegate=yes.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces, Need.IdMapTools, Need.CgroupV2), CancelAfter(120_000)]
internal sealed class DelegatedCgroupTests
{
    private OrdinaryUser _user = null!;
    private HandedCgroups _cgroups = null!;

    [SetUp]
    public void Make()
    {
        _user = new();
        _cgroups = new(_user);
    }

    [TearDown]
    public void Remove()
    {
        _user.Dispose();
        _cgroups.Dispose();
    }

    [Test]
    public async Task Limits_hold_and_a_container_can_stand_still(CancellationToken cancellation)
    {
        await DoAsync("run", "-d", "-r", BusyboxRoot.Path, "--memory", "64M", "--pids", "20", "a", "sleep", "1000");
        var process = _user.Processes().Single(one => File.ReadAllText($"/proc/{one.Pid}/cmdline").StartsWith("sleep", StringComparison.Ordinal)).Pid;
        Assert.That((KernelLimit.Memory(process), KernelLimit.Pids(process)), Is.EqualTo(($"{64 << 20}", "20")));
        await DoAsync("set", "a", "--pids", "30");
        Assert.That(KernelLimit.Pids(process), Is.EqualTo("30"));
        await DoAsync("pause", "a");
        Assert.That(await DoAsync("ps"), Does.Contain("Paused"));
        await DoAsync("resume", "a");
        await DoAsync("exec", "a", "true");
        await DoAsync("kill", "a");
        await DoAsync("rm", "a");
        Assert.That(_cgroups.Below, Is.Empty);

        async Task<string> DoAsync(params string[] arguments)
        {
            var ended = await _user.Start(Programs.Cli, arguments, _cgroups.Files).WaitAsync(cancellation);
            Assert.That((ended.Code, ended.Error), Is.EqualTo((0, "")), string.Join(' ', arguments));
            return ended.Output;
        }
    }
}
