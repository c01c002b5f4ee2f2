using System.Diagnostics;
using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Snapshots;

namespace Containment.Kernel.Tests.Histories;

/// <summary>A host for one test whose layers are in one place or the other, with containers that are only run for a moment, to write and to read files.</summary>
internal sealed class SnapshotScene : IAsyncDisposable
{
    private readonly BtrfsDisk? _disk;
    private readonly DiskQuota? _quota;
    // On btrfs, and with a quota, the first layer has the number 1.
    private readonly int _first;

    public SnapshotScene(LayerPlace place = LayerPlace.Directories)
    {
        var btrfs = place == LayerPlace.Subvolumes;
        if (btrfs) Machine.Require(Need.Btrfs);
        _quota = place == LayerPlace.Image ? new(64 << 20) { Kind = DiskQuotaKind.Image } : null;
        (_disk, _first) = (btrfs ? new() : null, btrfs || _quota is not null ? 1 : 0);
        Test = new(_disk?.Path);
    }

    public TestHost Test { get; }

    /// <summary>Makes one; each start runs the script that lies in a file that is bound into it.</summary>
    public Task<Container> MakeAsync(CancellationToken cancellation, bool userNamespace = true)
    {
        File.WriteAllText(Script, "");
        File.SetUnixFileMode(Script, (UnixFileMode)0b111_101_101);
        var spec = TestHost.Shell(". /script") with { Isolation = new() { UserNamespace = userNamespace, Mounts = [new("/script", Script)] } };
        return Test.Host.CreateAsync(With(spec), cancellation);
    }

    /// <summary>A container whose layers are where those of the scene are.</summary>
    public ContainerSpec With(ContainerSpec spec) => spec with { Disk = _quota };

    /// <summary>Starts the container with a script, and waits for its end.</summary>
    /// <returns>What this run wrote.</returns>
    public async Task<string> RunAsync(Container container, string script, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(Script, "set -e\n" + script + "\n", cancellation);
        var before = (await Scene.LogAsync(container, cancellation)).Length;
        await container.StartAsync(cancellation);
        var exit = await container.WaitAsync(cancellation);
        var said = (await Scene.LogAsync(container, cancellation))[before..];
        Assert.That(exit.Code, Is.Zero, said);
        return said;
    }

    /// <summary>All names in /root and /data with their contents, as the container sees them.</summary>
    public Task<string> ViewAsync(Container container, CancellationToken cancellation) =>
        RunAsync(container, "cd /; find root data -print 2> /dev/null | sort | while read f; do stat -c '%n %f %u:%g %N' \"$f\"; [ -f \"$f\" ] && stat -c %h \"$f\"; [ -f \"$f\" ] && md5sum < \"$f\" || true; done", cancellation);

    /// <summary>The layers that lie on disk, counted from the first as 0.</summary>
    public int[] Layers(Container container)
    {
        var home = Home(container);
        var all = Path.Combine(home, "layers");
        IEnumerable<int> numbered = Directory.Exists(all) ? Directory.EnumerateDirectories(all).Select(path => int.Parse(Path.GetFileName(path))) : [];
        return [.. (Directory.Exists(Path.Combine(home, "upper")) ? numbered.Append(0) : numbered).Select(number => number - _first).Order()];
    }

    /// <summary>Where the files of a layer are, by the same count.</summary>
    public string UpperOf(Container container, int number) => Path.Combine(Home(container), number + _first == 0 ? "upper" : $"layers/{number + _first}/upper");

    public static void Shell(string directory, string script)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/bash", ["-ec", script]) { WorkingDirectory = directory })!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, script);
    }

    public async ValueTask DisposeAsync()
    {
        await Test.DisposeAsync();
        _disk?.Dispose();
    }

    private string Home(Container container) => Path.Combine(Test.Options.StateDirectory, "containers", container.Id.Value);

    private string Script => Path.Combine(Test.Top, "script");
}
