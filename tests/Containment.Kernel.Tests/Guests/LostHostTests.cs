using System.Diagnostics;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Guests;

/// <summary>What containers see of themselves while the process that refreshes it is stopped or gone.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.TimeNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class LostHostTests
{
    // A line for each look, without anybody's help from outside.
    private const string Looks = "while :; do awk '/^MemTotal:/ { print $2 }' /proc/meminfo; usleep 20000; done";
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    [Test]
    public async Task One_that_is_killed_leaves_what_was_written_last_and_the_next_one_goes_on(CancellationToken cancellation)
    {
        var id = TestHost.NewId();
        using var other = await BegunAsync(id, cancellation);
        await AnswersAsync(id, cancellation);
        other.Kill();

        // Nobody has the host open now: this reads the log's file alone.
        await LooksOnAsync(id, 10, "65536", cancellation);
        var container = await _test.Host.GetAsync(id, cancellation);
        await container.SetAsync(new() { MemoryMax = MemoryLimit.MiB(80) }, cancellation);
        await LooksOnAsync(id, 1, "81920", cancellation);
        await AnswersAsync(id, cancellation);
    }

    [Test]
    public async Task One_that_is_stopped_holds_nobody_up(CancellationToken cancellation)
    {
        var id = TestHost.NewId();
        using var other = await BegunAsync(id, cancellation);
        await AnswersAsync(id, cancellation);
        Signal(other, "STOP");
        try
        {
            // The first look waits for its patience, the others for nothing: 50 would take 10 seconds if each did.
            var watch = Stopwatch.StartNew();
            await LooksOnAsync(id, 50, "65536", cancellation);
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(8)));
        }
        finally
        {
            Signal(other, "CONT");
        }
        await AnswersAsync(id, cancellation);
    }

    [Test]
    public async Task One_whose_helper_is_killed_goes_on(CancellationToken cancellation)
    {
        var id = TestHost.NewId();
        using var other = await BegunAsync(id, cancellation);
        await AnswersAsync(id, cancellation);
        using (var kill = Process.Start("kill", ["-KILL", Helpers(other.Id).Single()])) await kill.WaitForExitAsync(cancellation);
        await LooksOnAsync(id, 10, "65536", cancellation);
        await AnswersAsync(id, cancellation);
    }

    [Test]
    public async Task Of_two_that_are_open_one_answers_and_the_other_when_that_ends(CancellationToken cancellation)
    {
        var (first, second) = (TestHost.NewId(), TestHost.NewId());
        using var one = await BegunAsync(first, cancellation);
        await AnswersAsync(first, cancellation);
        using var two = await BegunAsync(second, cancellation);
        // Whoever answers does so for all.
        await AnswersAsync(second, cancellation);
        Assert.That((Helpers(one.Id).Count, Helpers(two.Id).Count), Is.EqualTo((1, 0)));
        one.Kill();
        await AnswersAsync(first, cancellation);
        await AnswersAsync(second, cancellation);
        Assert.That(Helpers(two.Id), Has.Count.EqualTo(1));
    }

    // Of its children, one keeps the container and one stands between it and those who look: only the latter has its events.
    private static List<string> Helpers(int parent) => [.. Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path)!).Where(name => int.TryParse(name, out _) && IsHelper(name, parent))];

    private async Task<Embedder> BegunAsync(ContainerId id, CancellationToken cancellation)
    {
        var other = new Embedder(_test, "view", id.Value, Looks);
        Assert.That(await other.ReadLineAsync(cancellation), Is.EqualTo("started"));
        return other;
    }

    // Refreshed because somebody looks: each look is younger than the one before.
    private async Task AnswersAsync(ContainerId id, CancellationToken cancellation)
    {
        var file = Path.Combine(_test.Options.RuntimeDirectory, "guests", id.Value, "meminfo");
        var written = File.GetLastWriteTimeUtc(file);
        for (var n = 0; n < 3; n++)
        {
            await GuestScene.UntilAsync(() => Task.FromResult(File.GetLastWriteTimeUtc(file) > written), cancellation);
            written = File.GetLastWriteTimeUtc(file);
        }
    }

    private async Task LooksOnAsync(ContainerId id, int times, string words, CancellationToken cancellation)
    {
        var log = Path.Combine(_test.Options.StateDirectory, "containers", id.Value, "log");
        var before = await CountAsync();
        await GuestScene.UntilAsync(async () => await CountAsync() >= before + times, cancellation);

        async Task<int> CountAsync() => (await File.ReadAllTextAsync(log, cancellation)).Split('\n').Count(line => line.EndsWith(words, StringComparison.Ordinal));
    }

    private static bool IsHelper(string pid, int parent)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ')[1] == $"{parent}" && new DirectoryInfo($"/proc/{pid}/fd").EnumerateFiles().Any(file => file.LinkTarget == "anon_inode:[fanotify]");
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Signal(Embedder process, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
