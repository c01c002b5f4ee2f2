using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Devices;

namespace Containment.Kernel.Tests.Volumes;

/// <summary>A host for one test with volumes of one kind, and containers that run a shell which does what it is told.</summary>
internal sealed class VolumeScene : IAsyncDisposable
{
    public const long MiB = 1 << 20;

    public VolumeScene(VolumeKind kind, string? parent = null)
    {
        if (kind == VolumeKind.Xfs) Machine.Require(Need.Xfs);
        if (kind == VolumeKind.Btrfs) Machine.Require(Need.Btrfs);
        (Kind, Test) = (kind, new(parent));
    }

    public VolumeKind Kind { get; }
    public TestHost Test { get; }
    public ContainerHost Host => Test.Host;

    /// <summary>The smallest that all kinds can be, or more.</summary>
    public static long Size => 320 * MiB;

    public Task<Volume> MakeAsync(string name, CancellationToken cancellation, long? size = null) =>
        Host.CreateVolumeAsync(name, new() { Kind = Kind, Size = size ?? Size }, cancellation);

    /// <summary>One that only waits.</summary>
    public Task<Container> IdleAsync(CancellationToken cancellation, params VolumeMount[] volumes) => StartAsync("echo there; while :; do sleep 1; done", cancellation, volumes);

    public Task<Container> StartAsync(string script, CancellationToken cancellation, params VolumeMount[] volumes) =>
        new Scene(Test).StartAsync(script, cancellation, spec => spec with { Volumes = volumes });

    /// <summary>Runs a script in a container that runs, and gives what it says and how it ends.</summary>
    public static async Task<(int Code, string Said)> TryAsync(Container container, string script, CancellationToken cancellation)
    {
        await using var session = await container.ExecAsync(new("/bin/sh", "-c", $"exec 2>&1; {script}"), cancellationToken: cancellation);
        using var output = new StreamReader(session.Output);
        var said = await output.ReadToEndAsync(cancellation);
        return ((await session.WaitAsync(cancellation)).Code ?? -1, said);
    }

    public static async Task<string> SayAsync(Container container, string script, CancellationToken cancellation)
    {
        var (code, said) = await TryAsync(container, script, cancellation);
        Assert.That(code, Is.Zero, $"{script}: {said}");
        return said.TrimEnd('\n');
    }

    /// <summary>What the container's df says of a place, in MiB.</summary>
    public static async Task<long> SizeInsideAsync(Container container, string place, CancellationToken cancellation) =>
        long.Parse((await SayAsync(container, $"df -m {place} | tail -n 1", cancellation)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    public string DiskOf(string volume) => Path.Combine(Test.Options.StateDirectory, "volumes", volume, $"{volume}.disk");

    public bool HasDevice(string volume)
    {
        using var device = LoopDevice.Find(DiskOf(volume));
        return device is not null;
    }

    public ValueTask DisposeAsync() => Test.DisposeAsync();
}
