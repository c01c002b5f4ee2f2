using Containment.Launch;
using System.Threading.Channels;
using Containment.Containers;
using Containment.Containers.Events;
using Containment.Containers.Storing;

namespace Containment.Tests.Containers;

internal sealed class EventFeedTests
{
    private ContainerHostOptions _options = new();

    [SetUp]
    public void Make()
    {
        var top = Directory.CreateTempSubdirectory("ct").FullName;
        _options = new() { StateDirectory = Path.Combine(top, "s"), RuntimeDirectory = Path.Combine(top, "r") };
        Directory.CreateDirectory(ContainerPaths.Exits(_options));
    }

    [TearDown]
    public void Remove() => Directory.Delete(Path.GetDirectoryName(_options.StateDirectory)!, recursive: true);

    private static ContainerEvent Event(int second, ContainerEventKind kind = ContainerEventKind.Started, string? detail = null) =>
        new(DateTimeOffset.FromUnixTimeSeconds(second), "web", kind) { Detail = detail };

    private static async Task<List<ContainerEvent>> TakeAsync(Channel<ContainerEvent> channel, int count, CancellationToken cancellation)
    {
        List<ContainerEvent> taken = [];
        while (taken.Count < count) taken.Add(await channel.Reader.ReadAsync(cancellation));
        return taken;
    }

    [Test, CancelAfter(10_000)]
    public async Task What_another_process_does_is_seen_from_the_opening_on(CancellationToken cancellation)
    {
        var other = new EventJournal(_options);
        await other.AppendAsync(Event(1));
        await using var feed = new EventFeed(_options, new(_options));
        var channel = feed.Open();
        await other.AppendAsync(Event(2, detail: "x"));
        await other.AppendAsync(Event(3, ContainerEventKind.Paused));
        Assert.That(await TakeAsync(channel, 2, cancellation), Is.EqualTo(new[] { Event(2, detail: "x"), Event(3, ContainerEventKind.Paused) }));
    }

    [Test, CancelAfter(10_000)]
    public async Task An_exit_record_is_an_event(CancellationToken cancellation)
    {
        await using var feed = new EventFeed(_options, new(_options));
        var channel = feed.Open();
        var exit = new ContainerPaths(_options, "web").Exit;
        ExitRecord.Write(exit, "9 5000000000");
        var happened = await channel.Reader.ReadAsync(cancellation);
        Assert.That((happened.Kind, happened.Exit), Is.EqualTo((ContainerEventKind.Exited, (ExitStatus?)new ExitStatus(null, Signal.Kill, DateTimeOffset.FromUnixTimeSeconds(5)))));
    }

    [Test, CancelAfter(20_000)]
    public async Task No_event_of_many_writers_is_lost_when_the_journal_is_renewed(CancellationToken cancellation)
    {
        var detail = new string('x', 4000);
        await using var feed = new EventFeed(_options, new(_options));
        var channel = feed.Open();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var journal = new EventJournal(_options);
            for (var i = 0; i < 150; i++) await journal.AppendAsync(Event(writer * 1000 + i, detail: detail));
        }, cancellation)));
        var seen = await TakeAsync(channel, 600, cancellation);
        Assert.That(seen.Select(happened => happened.At).Distinct().Count(), Is.EqualTo(600));
        Assert.That(new EventJournal(_options).Latest, Is.GreaterThan(1), "the journal was never full");
    }

    [Test, CancelAfter(10_000)]
    public async Task A_damaged_line_hides_no_other(CancellationToken cancellation)
    {
        var journal = new EventJournal(_options);
        await using var feed = new EventFeed(_options, journal);
        var channel = feed.Open();
        File.AppendAllText(journal.Numbered(0), "{\"id\":\"../x\"}\nrubbish\n");
        await journal.AppendAsync(Event(7));
        Assert.That(await channel.Reader.ReadAsync(cancellation), Is.EqualTo(Event(7)));
    }
}
