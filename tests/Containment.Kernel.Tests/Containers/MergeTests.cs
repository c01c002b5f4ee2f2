using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Containers;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Ksm), CancelAfter(60_000)]
internal sealed class MergeTests
{
    private const string Ask = "grep merge_any /proc/self/ksm_stat";
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    [TestCase(FirstProcess.Command)]
    [TestCase(FirstProcess.Reaper)]
    public async Task All_processes_of_a_container_that_asked_may_be_merged_and_its_keeper_is_not(FirstProcess first, CancellationToken cancellation)
    {
        var container = await StartAsync($"{Ask}; sh -c '{Ask}'; exec sleep 60", merge: true, first, cancellation);
        Assert.That(await LinesAsync(container, 2, cancellation), Is.All.EqualTo("ksm_merge_any: yes"));
        await using var session = await container.ExecAsync(new ProcessSpec("/bin/sh", "-c", Ask), null, cancellation);
        Assert.That(await new StreamReader(session.Output).ReadToEndAsync(cancellation), Is.EqualTo("ksm_merge_any: yes\n"));
        var init = (await container.GetStatusAsync(cancellation)).ProcessId;
        var keeper = File.ReadLines($"/proc/{init}/status").Single(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..].Trim();
        Assert.That(await File.ReadAllTextAsync($"/proc/{keeper}/ksm_stat", cancellation), Does.Contain("ksm_merge_any: no"));
    }

    [Test]
    public async Task Nothing_is_merged_unasked(CancellationToken cancellation)
    {
        var container = await StartAsync($"{Ask}; exec sleep 60", merge: false, FirstProcess.Command, cancellation);
        Assert.That(await LinesAsync(container, 1, cancellation), Is.All.EqualTo("ksm_merge_any: no"));
    }

    [Test]
    public async Task Equal_pages_are_merged_while_a_governor_is_at_work_and_the_machine_is_as_before_afterwards(CancellationToken cancellation)
    {
        const string fill = "a=$(head -c 8000000 /dev/zero | tr '\\0' x); echo full; while :; do sleep 1; done; echo $a";
        var asked = await StartAsync(fill, merge: true, FirstProcess.Command, cancellation);
        var other = await StartAsync(fill, merge: false, FirstProcess.Command, cancellation);
        foreach (var container in (Container[])[asked, other]) await LinesAsync(container, 1, cancellation);
        var before = Daemon();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var governor = _test.Host.OpenGovernor();
        var governing = governor.RunAsync(end.Token);
        while ((await asked.GetMergedMemoryAsync(cancellation)).SavedBytes < 7_000_000) await Task.Delay(50, cancellation);
        Assert.That(Daemon()[0], Is.EqualTo("1"));
        Assert.That((await other.GetMergedMemoryAsync(cancellation)).SavedBytes, Is.Zero);
        await end.CancelAsync();
        await governing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.That(Daemon(), Is.EqualTo(before));
    }

    [Test]
    [Needs(Need.Criu)]
    public async Task A_restored_container_may_be_merged_on(CancellationToken cancellation)
    {
        var container = await StartAsync("while :; do sleep 0.1; done", merge: true, FirstProcess.Command, cancellation);
        await container.CheckpointAsync(new() { Name = "c" }, cancellation);
        await container.KillAsync(cancellation);
        await container.RestoreAsync("c", cancellation);
        var init = (await container.GetStatusAsync(cancellation)).ProcessId;
        Assert.That(await File.ReadAllTextAsync($"/proc/{init}/ksm_stat", cancellation), Does.Contain("ksm_merge_any: yes"));
    }

    private static string[] Daemon() => [.. ((string[])["run", "pages_to_scan", "sleep_millisecs"]).Select(name => File.ReadAllText($"/sys/kernel/mm/ksm/{name}").Trim())];

    private async Task<Container> StartAsync(string script, bool merge, FirstProcess first, CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell(script) with { MergeMemory = merge, Isolation = new() { FirstProcess = first } }, cancellation);
        await container.StartAsync(cancellation);
        return container;
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(Container container, int count, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        await foreach (var entry in container.ReadLogAsync(new LogOptions { Follow = true }, cancellation))
        {
            text.Append(entry.Text);
            if (text.ToString().Count(letter => letter == '\n') >= count) break;
        }
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
