using System.Globalization;
using System.Net;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Security;
using Containment.Migration;

namespace Containment.Kernel.Tests.Migration;

/// <summary>Two hosts on this machine that trust each other, the second one listening.</summary>
internal sealed class MoveScene : IAsyncDisposable
{
    private readonly TestHost _source = new(), _target = new();

    public ContainerHost Source => _source.Host;

    public ContainerHost Target => _target.Host;

    public MigrationListener? Listener { get; private set; }

    public MigrationTarget Address => new("127.0.0.1", Listener!.EndPoint.Port, "b");

    public static async Task<MoveScene> CreateAsync()
    {
        var scene = new MoveScene();
        var (a, b) = (await HostIdentity.CreateAsync(scene.Source), await HostIdentity.CreateAsync(scene.Target));
        await a.TrustAsync("b", b.Fingerprint);
        await b.TrustAsync("a", a.Fingerprint);
        scene.Listener = await scene.Target.ListenAsync(new() { Address = IPAddress.Loopback, Port = 0, IdleTimeout = TimeSpan.FromSeconds(10) });
        return scene;
    }

    /// <summary>What a file in a container's own layer holds.</summary>
    public static string Upper(ContainerHost host, ContainerId id, string path) => Path.Combine(host.Options.StateDirectory, "containers", id.Value, "upper", path);

    /// <summary>Waits until the container's own count is at least <paramref name="least"/>; fails when it has found something wrong, or has ended.</summary>
    public static async Task<int> CountAsync(ContainerHost host, ContainerId id, int least, CancellationToken cancellation)
    {
        while (true)
        {
            if (File.Exists(Upper(host, id, "verdict"))) Assert.Fail(await File.ReadAllTextAsync(Upper(host, id, "verdict"), cancellation));
            if (await (await host.GetAsync(id, cancellation)).GetStatusAsync(cancellation) is { Phase: not ContainerPhase.Running } status) Assert.Fail($"it has ended: {status}");
            var path = Upper(host, id, "count");
            if (File.Exists(path) && int.TryParse(await File.ReadAllTextAsync(path, cancellation), CultureInfo.InvariantCulture, out var count) && count >= least) return count;
            await Task.Delay(20, cancellation);
        }
    }

    /// <summary>A root file system of its own with a program that looks at every page of its memory (rewriter.c); the caller removes it.</summary>
    public static string RewriterRoot()
    {
        var root = BusyboxRoot.Make();
        ProbeRoot.Compile(Path.Combine(AppContext.BaseDirectory, "Migration/rewriter.c"), $"{root}/bin/rewriter");
        return root;
    }

    public static ContainerSpec Counter(ContainerId? id = null) =>
        new(id ?? TestHost.NewId(), new RootSource.Directory(BusyboxRoot.Path), new ProcessSpec("/bin/sh", "-c", "i=0; while :; do i=$((i+1)); echo $i > /count; echo $i; sleep 0.02; done"));

    public async ValueTask DisposeAsync()
    {
        if (Listener is not null) await Listener.DisposeAsync();
        await _source.DisposeAsync();
        await _target.DisposeAsync();
    }
}
