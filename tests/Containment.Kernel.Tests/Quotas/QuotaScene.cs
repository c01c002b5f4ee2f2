using System.Runtime.InteropServices;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Snapshots;

namespace Containment.Kernel.Tests.Quotas;

/// <summary>A host for one test whose containers have a disk quota, and what of them is on the machine.</summary>
internal sealed class QuotaScene : IAsyncDisposable
{
    private readonly BtrfsDisk? _disk;

    public QuotaScene(DiskQuotaKind kind)
    {
        Kind = kind;
        if (kind == DiskQuotaKind.Subvolume)
        {
            Machine.Require(Need.Btrfs);
            _disk = new();
            _disk.Count();
        }
        Test = new(_disk?.Path);
    }

    public DiskQuotaKind Kind { get; }

    public TestHost Test { get; }

    public Task<Container> MakeAsync(string script, long mebibytes, CancellationToken cancellation) => Test.Host.CreateAsync(With(TestHost.Shell(script), mebibytes), cancellation);

    public ContainerSpec With(ContainerSpec spec, long mebibytes = 64) => spec with { Disk = new(mebibytes << 20) { Kind = Kind } };

    public string Home(Container container) => Path.Combine(Test.Options.StateDirectory, "containers", container.Id.Value);

    public string Layers(Container container) => Path.Combine(Home(container), "layers");

    public string Image(Container container) => Path.Combine(Home(container), $"{container.Id}.disk");

    /// <summary>Whether the container's layers are mounted here.</summary>
    public bool IsMounted(Container container) => File.ReadLines("/proc/self/mountinfo").Any(line => line.Split(' ')[4] == Layers(container));

    /// <summary>Takes its mount away, as a reboot does.</summary>
    public void Unmount(Container container) => Assert.That(Umount2(Layers(container), 0), Is.Zero, Layers(container));

    /// <summary>Waits until no loop device has the container's image, which the kernel sees to a moment after the last user is gone.</summary>
    public async Task UntilLetGoAsync(Container container, CancellationToken cancellation)
    {
        while (Directory.EnumerateDirectories("/sys/block", "loop*").Any(device => Holds(device, container))) await Task.Delay(10, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Test.DisposeAsync();
        _disk?.Dispose();
    }

    private static bool Holds(string device, Container container)
    {
        try
        {
            return File.ReadAllText($"{device}/loop/backing_file").Contains($"{container.Id}.disk", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "umount2", SetLastError = true)]
    private static extern int Umount2(string target, int flags);
}
