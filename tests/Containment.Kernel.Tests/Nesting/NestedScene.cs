using System.Diagnostics;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Security;
using Containment.Volumes;

namespace Containment.Kernel.Tests.Nesting;

/// <summary>
/// A host in a container: the machine's programs, <c>containment</c> and a busybox root to make containers of, and a volume for what they are kept in. All is
/// removed at the end.
/// </summary>
internal sealed class NestedScene : IAsyncDisposable
{
    /// <summary>A root like that of the scene's container, in its volume, for one more level.</summary>
    public const string Skeleton = "/var/lib/containment/skeleton";

    /// <summary>Makes <see cref="Skeleton"/> and starts container <c>b</c> of it, which is a host too.</summary>
    public const string BeginNext = """
        mkdir -p $S; cd $S; mkdir -p usr etc dev proc sys tmp var/lib run root opt/containment opt/dotnet srv/busybox srv/probes; ln -s usr/bin usr/sbin usr/lib usr/lib64 .; cp -a /etc/. etc/
        containment volume create nested --kind directory
        containment run -d --init --nesting --memory 256M -r $S -v /usr:/usr:ro -v /opt/dotnet:/opt/dotnet:ro -v /opt/containment:/opt/containment:ro -v /srv/busybox:/srv/busybox:ro -v /srv/probes:/srv/probes:ro -v nested:/var/lib/containment b sleep 1000

        """;

    private readonly Cell _cell = new();
    private readonly List<MountSpec> _mounts = [];

    public TestHost Test => _cell.Test;

    /// <summary>A file of the machine that nobody inside may get at.</summary>
    public string Secret => _cell.Secret;

    public Container Container { get; private set; } = null!;

    public static async Task<NestedScene> MakeAsync(CancellationToken cancellation, string? runsIn = "/var/lib/containment", params IEnumerable<MountSpec> more)
    {
        var scene = new NestedScene();
        try
        {
            await scene.BeginAsync(runsIn, more, cancellation);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a script in it as root; gives all that it wrote.</summary>
    public Task<string> ShellAsync(string script, CancellationToken cancellation) => ShellAsync(Container, script, cancellation);

    /// <summary>Runs a script in the host <c>b</c> inside of it.</summary>
    public Task<string> NextAsync(string script, CancellationToken cancellation) =>
        ShellAsync($"containment exec -i -e PATH=$PATH -e DOTNET_ROOT=$DOTNET_ROOT -e S=$S b sh -s <<'END'\n{script}\nEND", cancellation);

    public static Task<string> ShellAsync(Container container, string script, CancellationToken cancellation) => Cell.ExecAsync(container, new("/bin/sh", "-c", script)
    {
        Environment = new Dictionary<string, string> { ["PATH"] = "/opt/containment:/opt/own:/usr/bin:/usr/sbin", ["DOTNET_ROOT"] = "/opt/dotnet", ["S"] = Skeleton },
    }, cancellation);

    private async Task BeginAsync(string? runsIn, IEnumerable<MountSpec> more, CancellationToken cancellation)
    {
        var root = Directory.CreateDirectory($"{Test.Top}/nested").FullName;
        Assert.That(await Cell.HostAsync(cancellation, "/bin/sh", "-ec", $$"""
            cd {{root}}; mkdir -p usr etc dev proc sys tmp var/lib var/tmp run root opt/own srv home/alice; ln -s usr/bin usr/sbin usr/lib usr/lib64 .
            printf 'root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n' > etc/passwd; printf 'root:x:0:\nalice:x:1000:\n' > etc/group
            printf 'alice:65536:65536\n' | tee etc/subuid > etc/subgid; cp -a /etc/alternatives /etc/ld.so.cache etc/; chmod 1777 tmp var/tmp
            for p in newuidmap newgidmap; do if [ -e /usr/bin/$p ]; then cp /usr/bin/$p opt/own/; chmod 4755 opt/own/$p; fi; done
            """), Is.Empty);
        _mounts.AddRange([new("/usr", "/usr") { ReadOnly = true }, new("/opt/dotnet", DotnetRoot) { ReadOnly = true }, new("/opt/containment", Path.GetDirectoryName(Programs.Cli)!) { ReadOnly = true },
            new("/srv/busybox", BusyboxRoot.Path) { ReadOnly = true }, new("/srv/probes", ProbeRoot.Path) { ReadOnly = true }, .. more]);
        await Test.Host.CreateVolumeAsync("nested", new() { Kind = VolumeKind.Directory }, cancellation);
        Container = await _cell.StartAsync(new(TestHost.NewId(), new RootSource.Directory(root), new("/bin/sleep", "1000"))
        {
            Isolation = new() { Nesting = true, FirstProcess = FirstProcess.Reaper, Mounts = _mounts },
            Volumes = runsIn is null ? [] : [new("nested", runsIn)],
        }, cancellation);
    }

    private static string DotnetRoot => Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? root
        : Path.GetDirectoryName(Process.GetCurrentProcess().MainModule!.FileName) is { } own && File.Exists($"{own}/dotnet") ? own : "/usr/share/dotnet";

    public ValueTask DisposeAsync() => _cell.DisposeAsync();
}
