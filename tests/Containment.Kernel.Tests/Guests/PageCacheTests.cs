using System.Globalization;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Guests;

/// <summary>Containers of one image share the pages of its files: the kernel caches a lower layer's file once for all overlays above it.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class PageCacheTests
{
    private const long Size = 48L << 20;

    [Test]
    public async Task What_one_has_read_another_one_reads_without_the_disk_and_without_being_charged([Values] bool userNamespace, CancellationToken cancellation)
    {
        var root = BusyboxRoot.Make();
        try
        {
            await using var test = new TestHost();
            var file = Path.Combine(root, "big");
            await using (var big = File.Create(file))
            {
                var block = new byte[1 << 20];
                for (var n = 0; n < Size >> 20; n++)
                {
                    Random.Shared.NextBytes(block);
                    await big.WriteAsync(block, cancellation);
                }
                big.Flush(flushToDisk: true);
            }
            var first = await StartAsync(test, root, userNamespace, cancellation);
            var second = await StartAsync(test, root, userNamespace, cancellation);
            PageCache.Forget(file);
            Assert.That(PageCache.Cached(file), Is.LessThan(Size / 10), "the file can't be dropped from the cache");

            var (read, charged) = await ReadAsync(first, cancellation);
            Assert.That((read, charged), Is.EqualTo((Size, Size)).Using<(long, long)>((a, b) => Near(a.Item1, b.Item1) && Near(a.Item2, b.Item2)), "the first one reads it from the disk, and is charged");
            Assert.That(PageCache.Cached(file), Is.GreaterThan(Size * 9 / 10));
            var (again, more) = await ReadAsync(second, cancellation);
            Assert.That((again, more), Is.EqualTo((0L, 0L)).Using<(long, long)>((a, b) => Near(a.Item1, b.Item1) && Near(a.Item2, b.Item2)), "the second one finds it in memory");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static bool Near(long a, long b) => Math.Abs(a - b) < Size / 6;

    private static Task<Container> StartAsync(TestHost test, string root, bool userNamespace, CancellationToken cancellation) => GuestScene.StartAsync(test.Host,
        new ContainerSpec(TestHost.NewId(), new RootSource.Directory(root), new ProcessSpec("sleep", "1000")) { Isolation = new() { UserNamespace = userNamespace }, Limits = new() { MemoryMax = MemoryLimit.GiB(1) } }, cancellation);

    // What its commands had read from disks (proc_pid_io(5)), and how much more memory it is charged for.
    private static async Task<(long Read, long Charged)> ReadAsync(Container container, CancellationToken cancellation)
    {
        var before = (await container.GetUsageAsync(cancellation)).MemoryCurrent;
        var text = await GuestScene.AskAsync(container, "cat /big > /dev/null; awk '/^read_bytes/ { print $2 }' /proc/$$/io", cancellation);
        return (long.Parse(text, CultureInfo.InvariantCulture), (await container.GetUsageAsync(cancellation)).MemoryCurrent - before);
    }
}
