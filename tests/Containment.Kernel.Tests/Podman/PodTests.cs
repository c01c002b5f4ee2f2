using System.Globalization;

namespace Containment.Kernel.Tests.Podman;

/// <summary>Pods: containers that share namespaces, which an infra container holds.</summary>
internal sealed class PodTests : PodmanTests
{
    [Test]
    public async Task Containers_of_a_pod_share_its_namespaces_and_end_with_it(CancellationToken cancellation)
    {
        await CreateAsync(cancellation, "--share", "net,ipc,uts");
        await InPodAsync(cancellation, "-d", "--name", $"{Name}-a", Image, "sh", "-c", "nc -ll -p 80 -e echo heard; sleep 1000");
        Assert.That(await InPodAsync(cancellation, "--rm", Image, "sh", "-c", "until nc 127.0.0.1 80 2> /dev/null | grep heard; do sleep 0.05; done; hostname"), Is.EqualTo($"heard\n{Name}"));
        Assert.That(await Scene.DoAsync(cancellation, "pod", "ps", "--filter", $"name={Name}", "--format", "{{.Status}} {{.NumberOfContainers}}"), Is.EqualTo("Running 2"));
        await Scene.DoAsync(cancellation, "pod", "pause", Name);
        Assert.That(await Scene.InspectAsync(cancellation, $"{Name}-a", ".State.Status"), Is.EqualTo("paused"));
        await Scene.DoAsync(cancellation, "pod", "unpause", Name);
        await Scene.DoAsync(cancellation, "pod", "stop", "--time", "0", Name);
        Assert.That(await Scene.InspectAsync(cancellation, $"{Name}-a", ".State.Status"), Is.EqualTo("exited"));
        await Scene.DoAsync(cancellation, "pod", "start", Name);
        Assert.That(await Scene.InspectAsync(cancellation, $"{Name}-a", ".State.Status"), Is.EqualTo("running"));
        await Scene.DoAsync(cancellation, "pod", "rm", "--force", "--time", "0", Name);
        Assert.That(await Scene.DoAsync(cancellation, "ps", "-aq", "--filter", $"name={Name}"), Is.Empty);
    }

    [Test]
    public async Task A_pod_that_shares_processes_shows_them_to_each_other(CancellationToken cancellation)
    {
        await CreateAsync(cancellation, "--share", "pid,net");
        await InPodAsync(cancellation, "-d", Image, "sleep", "1234");
        Assert.That(await InPodAsync(cancellation, "--rm", Image, "ps", "-o", "pid,args"), Does.Match(@"(?m)^ +1 .*(catatonit|pause).*\n(.*\n)*.*sleep 1234"));
    }

    [Test]
    public async Task A_pod_limits_all_its_containers(CancellationToken cancellation)
    {
        await CreateAsync(cancellation, "--cpus", "0.5");
        foreach (var one in (string[])["a", "b"]) await InPodAsync(cancellation, "-d", "--name", $"{Name}-{one}", Image, "sh", "-c", "while :; do :; done");
        var parents = (string[])[await Scene.InspectAsync(cancellation, $"{Name}-a", ".HostConfig.CgroupParent"), await Scene.DoAsync(cancellation, "pod", "inspect", "--format", "{{.CgroupPath}}", Name)];
        Assert.That(parents[0], Is.EqualTo(parents[1]).And.Contain(Scene.Cgroup));
        var members = (int[])[await Scene.PidAsync(cancellation, $"{Name}-a"), await Scene.PidAsync(cancellation, $"{Name}-b")];
        foreach (var member in members) Assert.That(Cpu(member), Does.StartWith($"{parents[1]}/"), "it is below the pod's");
        var pod = $"{Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").First(mount => Directory.Exists(mount + parents[1]) && (File.Exists($"{mount}{parents[1]}/cpu.cfs_quota_us") || File.Exists($"{mount}{parents[1]}/cpu.max")))}{parents[1]}";
        Assert.That(File.Exists($"{pod}/cpu.max") ? Read("cpu.max") : $"{Read("cpu.cfs_quota_us")} {Read("cpu.cfs_period_us")}", Is.EqualTo("50000 100000"));
        // Each may use all of it, and both together no more.
        await UntilAsync(() => Task.FromResult(Throttled() > 3), cancellation);

        string Read(string file) => File.ReadAllText($"{pod}/{file}").Trim();
        int Throttled() => int.Parse(File.ReadLines($"{pod}/cpu.stat").First(line => line.StartsWith("nr_throttled ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
        static string Cpu(int process) => File.ReadLines($"/proc/{process}/cgroup").Select(line => line.Split(':', 3)).First(words => words[1].Split(',').Contains("cpu") || words[0] == "0")[2];
    }

    private async Task CreateAsync(CancellationToken cancellation, params string[] options) =>
        await Scene.DoAsync(cancellation, ["pod", "create", "--name", Name, "--hostname", Name, "--network", "none", "--cgroup-parent", $"/{Scene.Cgroup}", .. options]);

    private Task<string> InPodAsync(CancellationToken cancellation, params string[] arguments) => Scene.DoAsync(cancellation, ["run", "--ulimit", "host", "--pod", Name, .. arguments]);
}
