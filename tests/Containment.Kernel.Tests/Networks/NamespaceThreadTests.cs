using Containment.Kernel.Tests.Needs;
using Containment.Linux.Networks;

namespace Containment.Kernel.Tests.Networks;

[Needs(Need.Root)]
[CancelAfter(30_000)]
internal sealed class NamespaceThreadTests
{
    [Test]
    public async Task No_thread_of_the_process_stays_in_a_namespace_that_was_worked_in(CancellationToken ct)
    {
        var home = Link("/proc/self/ns/net");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var inside = await NetworkNamespace.CreateAsync();
            using var socket = await NetworkNamespace.OpenInAsync(inside, () => new NetlinkSocket());
            // Many continuations at once make the pool grow.
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Thread.Sleep(5), ct)));
            Assert.That(NetworkScene.AllLinks(socket).Select(l => l.Name), Does.Contain("lo"));
        }));
        await Task.Delay(100, ct);
        var strays = Directory.EnumerateDirectories("/proc/self/task").Where(task => Link($"{task}/ns/net") is { } ns && ns != home).Select(task => File.ReadAllText($"{task}/comm").Trim());
        Assert.That(strays, Is.Empty);
    }

    private static string? Link(string path)
    {
        try { return new FileInfo(path).LinkTarget; }
        catch (IOException) { return null; }
    }
}
