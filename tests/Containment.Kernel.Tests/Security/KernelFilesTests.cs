using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Containers;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>/proc and /sys: nothing of the machine's can be written, and what tells of other containers or of the hardware can't be read.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(120_000)]
internal sealed class KernelFilesTests
{
    /// <summary>
    /// What root without a user namespace can open for writing, and why that is no way out: memory pressure triggers only wake who
    /// sets them; the rest asks for a capability that no container has when something is written.
    /// </summary>
    private static readonly string[] Harmless = ["/proc/pressure/", "/proc/self/", "/proc/thread-self/", "/proc/mtrr", "/proc/slabinfo"];

    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private static IEnumerable<string> Writable(string output) =>
        output.Split('\n').Where(line => line.StartsWith("writable ", StringComparison.Ordinal)).Select(line => line[9..]);

    private static RuntimeSpec Open(RuntimeSpec spec) => spec with
    {
        Linux = spec.Linux! with { MaskedPaths = [], ReadonlyPaths = [], Seccomp = null },
        Mounts = [.. spec.Mounts!.Select(mount => mount.Type == "sysfs" ? mount with { Options = ["rw"] } : mount)],
    };

    [Test]
    public async Task No_file_of_the_machine_can_be_opened_for_writing([Values] bool userNamespace, CancellationToken cancellation)
    {
        var output = await _cell.RunAsync(_cell.Spec(new("/bin/writable", "/proc", "/sys"), userNamespace), cancellation);
        Assert.That(output, Does.Contain("walked"));
        Assert.That(Writable(output).Except(ProtectedPaths.Masked).Where(path => !Harmless.Any(harmless => path.StartsWith(harmless, StringComparison.Ordinal))), Is.Empty);
    }

    // Those of them that this kernel has; all have the first.
    private static IEnumerable<string> Dangerous() =>
        ((string[])["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/vm/panic_on_oom", "/sys/kernel/uevent_helper", "/sys/power/state", "/proc/sysrq-trigger"]).Where(File.Exists);

    [TestCaseSource(nameof(Dangerous))]
    public async Task Without_protection_there_would_be_some(string path, CancellationToken cancellation) =>
        Assert.That(Writable(await _cell.RunAsync(Cell.Without(_cell.Spec(new("/bin/writable", "/proc", "/sys/kernel", "/sys/power"), userNamespace: false), Open), cancellation)), Does.Contain(path));

    [Test]
    public async Task It_is_masked([Values] bool userNamespace, CancellationToken cancellation)
    {
        string[] paths =
        [
            "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/kpagecgroup", "/proc/kpagecount", "/proc/kpageflags", "/proc/latency_stats", "/proc/sched_debug",
            "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/firmware", "/sys/devices/virtual/powercap",
        ];
        var output = await _cell.RunAsync(_cell.Shell($"for p in {string.Join(' ', paths)}; do [ -e $p ] || continue; if [ -d $p ]; then n=$(ls -A $p | wc -l); else n=$(cat $p | wc -c); fi; echo $p $n $(grep -c \" $p \" /proc/self/mountinfo); done", userNamespace), cancellation);
        // Those that this kernel has are empty, and each by a mount of its own.
        var there = paths.Where(Path.Exists).ToList();
        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(there.Select(path => $"{path} 0 1")));
        Assert.That(there, Does.Contain("/proc/keys").And.Contain("/proc/interrupts"));
    }

    [Test]
    public void Every_processors_throttling_is_masked()
    {
        var processors = Directory.CreateDirectory($"{_cell.Test.Top}/cpu").FullName;
        foreach (var name in (string[])["cpu0/thermal_throttle", "cpu1/thermal_throttle", "cpu2/topology", "cpufreq"]) Directory.CreateDirectory($"{processors}/{name}");
        Assert.That(ProtectedPaths.Throttling(processors), Is.EqualTo(new[] { $"{processors}/cpu0/thermal_throttle", $"{processors}/cpu1/thermal_throttle" }));
        Assert.That(ProtectedPaths.Masked, Is.SupersetOf(ProtectedPaths.Throttling("/sys/devices/system/cpu")));
    }

    [Test]
    public async Task A_core_dump_can_name_no_program_of_the_containers_choice([Values] bool userNamespace, CancellationToken cancellation)
    {
        var before = await File.ReadAllTextAsync("/proc/sys/kernel/core_pattern", cancellation);
        var output = await _cell.RunAsync(_cell.Shell("cat /proc/sys/kernel/core_pattern > /tmp/same; cat /tmp/same > /proc/sys/kernel/core_pattern && echo written; echo tried", userNamespace), cancellation);
        Assert.That(output, Does.Contain("tried").And.Not.Contain("written"));
        Assert.That(await File.ReadAllTextAsync("/proc/sys/kernel/core_pattern", cancellation), Is.EqualTo(before));
    }

    [Test]
    public async Task Kernel_memory_and_messages_are_not_there([Values] bool userNamespace, CancellationToken cancellation)
    {
        var output = await _cell.RunAsync(_cell.Shell("for f in /dev/mem /dev/kmem /dev/port /dev/kmsg /proc/kmsg /proc/kcore /proc/kpagecount /proc/kpageflags /sys/kernel/debug/x /sys/kernel/tracing/trace /sys/firmware/efi/efivars; do head -c 1 $f | wc -c; done 2>/dev/null; dmesg 2>/dev/null | wc -l; head -3 /proc/kallsyms | grep -v ^0000000000000000", userNamespace), cancellation);
        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(12).And.All.EqualTo("0"));
    }
}
