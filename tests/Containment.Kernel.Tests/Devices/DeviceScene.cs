using Containment.Containers;
using Containment.Devices.Lending;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Volumes;

namespace Containment.Kernel.Tests.Devices;

/// <summary>A host for one test, directories to mount, files of the Container Device Interface, and containers that wait.</summary>
internal sealed class DeviceScene : IAsyncDisposable
{
    public TestHost Test { get; } = new();

    public ContainerHost Host => field ??= ContainerHost.Open(Options);

    public ContainerHostOptions Options => Test.Options with { CdiDirectories = [Path.Combine(Test.Top, "cdi")] };

    public Task<Container> IdleAsync(CancellationToken cancellation, bool userNamespace = true, params IReadOnlyList<string> devices) =>
        StartAsync("echo there; while :; do sleep 1; done", cancellation, userNamespace, devices);

    public async Task<Container> StartAsync(string script, CancellationToken cancellation, bool userNamespace = true, params IReadOnlyList<string> devices)
    {
        var spec = TestHost.Shell(script);
        var container = await Host.CreateAsync(spec with { Isolation = spec.Isolation with { UserNamespace = userNamespace }, Devices = [.. devices.Select(text => Containment.Devices.DeviceSpec.Parse(text))] }, cancellation);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Length > 0, cancellation);
        return container;
    }

    /// <summary>A directory of the host with a file in it.</summary>
    public string Directory(string name, string content = "from outside\n")
    {
        var path = System.IO.Directory.CreateDirectory(Path.Combine(Test.Top, name)).FullName;
        File.WriteAllText(Path.Combine(path, "f"), content);
        return path;
    }

    public void Describe(string json)
    {
        System.IO.Directory.CreateDirectory(Options.CdiDirectories[0]);
        File.WriteAllText(Path.Combine(Options.CdiDirectories[0], "test.json"), json);
    }

    public static Task<string> SayAsync(Container container, string script, CancellationToken cancellation) => VolumeScene.SayAsync(container, script, cancellation);

    /// <summary>Whether a process inside can open a device.</summary>
    public static async Task<bool> OpensAsync(Container container, string node, CancellationToken cancellation) =>
        (await VolumeScene.TryAsync(container, $": < {node}", cancellation)).Code == 0;

    /// <summary>What attaching may change of a container and leave on the machine.</summary>
    public async Task<string[]> StateAsync(Container container)
    {
        var init = (await container.GetStatusAsync()).ProcessId!.Value;
        var inside = $"/proc/{init}/root/dev";
        return
        [
            .. File.ReadLines($"/proc/{init}/mountinfo").Select(line => $"mount {string.Join(' ', line.Split(' ')[2..6])}"),
            .. System.IO.Directory.EnumerateFileSystemEntries(inside, "*", SearchOption.TopDirectoryOnly).Order(StringComparer.Ordinal),
            .. Rules(container), .. System.IO.Directory.EnumerateFiles(Options.RuntimeDirectory).Select(Path.GetFileName).OfType<string>().Where(name => name.EndsWith(".devices", StringComparison.Ordinal) || name.EndsWith(".attaching", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            .. (await container.GetDevicesAsync()).Select(device => $"{device}"), .. (await container.GetMountsAsync()).Select(mount => $"{mount}"),
        ];
    }

    /// <summary>The lines of cgroup v1's devices.list; none where v2 keeps the rules.</summary>
    public static IEnumerable<string> Rules(Container container) =>
        System.IO.Directory.Exists("/sys/fs/cgroup/devices")
            ? System.IO.Directory.EnumerateDirectories("/sys/fs/cgroup/devices", $"*{container.Id}*", SearchOption.AllDirectories).SelectMany(path => File.ReadAllLines(Path.Combine(path, "devices.list"))).Order(StringComparer.Ordinal) : [];

    public IReadOnlyList<DeviceLoan> Loans(Container container) => new LoanBook(Options).Read(container.Id);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Test.DisposeAsync();
    }
}
