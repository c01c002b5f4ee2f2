using System.Globalization;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Podman;

/// <summary>Limits: what the kernel says of them outside, what shows inside, and what they do.</summary>
internal sealed class LimitTests : PodmanTests
{
    [Test]
    public async Task Limits_of_memory_processors_and_processes_are_in_force(CancellationToken cancellation)
    {
        var process = await Scene.StartAsync(cancellation, Name, "--memory", "48m", "--cpus", "0.5", "--pids-limit", "30", Image, "sleep", "1000");
        Assert.That((KernelLimit.Memory(process), KernelLimit.Pids(process), KernelLimit.Cores(process)), Is.EqualTo(($"{48 << 20}", "30", 0.5)));
        var inside = File.Exists("/sys/fs/cgroup/cgroup.controllers") ? ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/pids.max") : ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/pids/pids.max");
        Assert.That(await ExecAsync(cancellation, Name, "cat", inside.Item1, inside.Item2), Is.EqualTo($"{48 << 20}\n30"));
    }

    [Test]
    public async Task A_command_put_in_is_under_the_limits_too(CancellationToken cancellation)
    {
        var process = await Scene.StartAsync(cancellation, Name, "--memory", "48m", "--pids-limit", "30", Image, "sleep", "1000");
        await Scene.DoAsync(cancellation, "exec", "-d", Name, "sh", "-c", "echo $$ > /tmp/pid; sleep 1000; true");
        await UntilAsync(async () => (await Scene.PodmanAsync(cancellation, ["exec", Name, "test", "-s", "/tmp/pid"])).Code == 0, cancellation);
        // It is the one whose command line is this script's.
        var other = Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0)
            .First(pid => pid != 0 && pid != process && ReadCommand(pid).StartsWith("sh\0-c\0echo $$ > /tmp/pid", StringComparison.Ordinal) && KernelLimit.Cgroups(pid).SequenceEqual(KernelLimit.Cgroups(process)));
        Assert.That((KernelLimit.Memory(other), KernelLimit.Pids(other)), Is.EqualTo(($"{48 << 20}", "30")));
    }

    [Test]
    public async Task A_process_that_takes_too_much_memory_is_killed(CancellationToken cancellation)
    {
        var ended = await Scene.RunAsync(cancellation, "--rm", "--memory", "24m", "--memory-swap", "24m", Image, "sh", "-c", "exec tail -c 100m /dev/zero");
        Assert.That(ended.Code, Is.EqualTo(137), ended.Error);
    }

    [Test]
    public async Task No_more_processes_than_allowed_can_be_made(CancellationToken cancellation)
    {
        var ended = await Scene.RunAsync(cancellation, "--rm", "--pids-limit", "5", Image, "sh", "-c", "for i in 1 2 3 4 5 6 7 8; do sleep 100 & done; echo all");
        Assert.That(ended.Code, Is.Not.Zero);
        Assert.That((ended.Output, ended.Error), Is.EqualTo(("", "sh: can't fork: Resource temporarily unavailable\n")));
    }

    [Test]
    public async Task Weight_and_processors_to_use_are_as_told(CancellationToken cancellation)
    {
        var process = await Scene.StartAsync(cancellation, Name, "--cpuset-cpus", "0", "--cpu-shares", "512", Image, "sleep", "1000");
        Assert.That(await ExecAsync(cancellation, Name, "grep", "Cpus_allowed_list", "/proc/self/status"), Is.EqualTo("Cpus_allowed_list:\t0"));
        Assert.That(KernelLimit.Weight(process), Is.EqualTo(KernelLimit.IsUnified("cpu") ? 59 : 512));
    }

    [Test]
    public async Task An_update_changes_the_limits_of_a_container_that_runs(CancellationToken cancellation)
    {
        var process = await Scene.StartAsync(cancellation, Name, "--memory", "48m", "--pids-limit", "30", Image, "sleep", "1000");
        await Scene.DoAsync(cancellation, "update", "--memory", "64m", "--cpus", "0.25", "--cpu-shares", "2048", Name);
        Assert.That((KernelLimit.Memory(process), KernelLimit.Cores(process)), Is.EqualTo(($"{64 << 20}", 0.25)));
        await Scene.DoAsync(cancellation, "update", "--memory", "32m", Name);
        Assert.That(KernelLimit.Memory(process), Is.EqualTo($"{32 << 20}"));
    }

    [Test]
    public async Task Resource_limits_of_processes_are_as_told(CancellationToken cancellation) =>
        // Without the "host" of the other tests: it would win.
        Assert.That(await Scene.DoAsync(cancellation, "run", "--rm", "--network", "none", "--cgroup-parent", $"/{Scene.Cgroup}", "--ulimit", "nofile=123:456", "--ulimit", "nproc=500:500", "--ulimit", "core=0:0", Image, "sh", "-c", "ulimit -n; ulimit -Hn; ulimit -c"), Is.EqualTo("123\n456\n0"));

    [Test]
    public async Task Stats_are_of_the_container(CancellationToken cancellation)
    {
        await Scene.StartAsync(cancellation, Name, "--memory", "48m", Image, "sh", "-c", "sleep 1000 & sleep 1000; true");
        var stats = await Scene.DoAsync(cancellation, "stats", "--no-stream", "--format", "{{.PIDs}} {{.MemUsage}}", Name);
        Assert.That(stats, Does.Match(@"^3 .* / 50\.\d+MB$"));
    }

    private static string ReadCommand(int process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
