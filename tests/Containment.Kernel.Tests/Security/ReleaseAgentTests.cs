using Containment.Bundles;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>CVE-2022-0492: the host runs what is written to a v1 hierarchy's release_agent.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler, Need.CgroupV1), CancelAfter(60_000)]
internal sealed class ReleaseAgentTests
{
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    // Only hierarchies that are mounted: another would be taken from the machine.
    private static readonly string[] Hierarchies = [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(" - ")[1].Split(' '))
        .Where(words => words[0] == "cgroup").Select(words => string.Join(',', words[2].Split(',').Where(option => option is not ("rw" or "ro" or "xattr" or "clone_children") && !option.StartsWith("release_agent", StringComparison.Ordinal))))
        .Select(options => options.StartsWith("name=", StringComparison.Ordinal) ? "none," + options : options)];

    private static readonly ProcessSpec Attack = new(["/bin/agent", .. Hierarchies]);

    [Test]
    public async Task No_container_can_name_a_program_for_the_host_to_run([Values] bool userNamespace, CancellationToken cancellation) =>
        Assert.That(await _cell.RunAsync(_cell.Spec(Attack, userNamespace), cancellation), Holds.Everything);

    [Test]
    public async Task The_attack_works_with_the_hosts_power_to_mount(CancellationToken cancellation) =>
        Assert.That(await _cell.RunAsync(Cell.Without(_cell.Spec(Attack, userNamespace: false), spec => Cell.More(spec, "CAP_SYS_ADMIN")), cancellation), Holds.Nothing);
}
