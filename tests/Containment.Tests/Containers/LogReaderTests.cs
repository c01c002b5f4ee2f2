using System.Buffers.Binary;
using System.Text;
using Containment.Containers;
using Containment.Containers.Output;

namespace Containment.Tests.Containers;

internal sealed class LogReaderTests
{
    private static readonly Func<CancellationToken, Task<bool>> Ended = _ => Task.FromResult(true);
    private string _log = "";

    [SetUp]
    public void Make() => _log = Path.Combine(Directory.CreateTempSubdirectory("ct").FullName, "log");

    [TearDown]
    public void Remove() => Directory.Delete(Path.GetDirectoryName(_log)!, recursive: true);

    private static byte[] Frame(string text, byte stream = 1, long second = 1)
    {
        var data = Encoding.UTF8.GetBytes(text);
        var frame = new byte[16 + data.Length];
        frame[0] = stream;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), data.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(8), second * 1_000_000_000);
        data.CopyTo(frame, 16);
        return frame;
    }

    private LogReader Reader => new(_log, TimeProvider.System);

    private async Task<string> TextAsync(LogOptions? options = null) =>
        string.Concat(await Reader.ReadAsync(options ?? new(), Ended).Select(entry => $"{(int)entry.Stream}:{entry.Text};").ToListAsync());

    [Test]
    public async Task Entries_come_in_order_with_stream_and_time()
    {
        File.WriteAllBytes(_log, [.. Frame("a"), .. Frame("b", 2, 5)]);
        var entries = await Reader.ReadAsync(new(), Ended).ToListAsync();
        Assert.That(entries.Select(entry => (entry.Stream, entry.Text, entry.At.ToUnixTimeSeconds())), Is.EqualTo(new[] { (LogStream.Output, "a", 1L), (LogStream.Error, "b", 5L) }));
    }

    [Test]
    public async Task A_container_that_wrote_nothing_has_no_entries() => Assert.That(await TextAsync(), Is.Empty);

    [Test]
    public async Task The_part_put_aside_comes_first()
    {
        File.WriteAllBytes(_log + ".1", Frame("old"));
        File.WriteAllBytes(_log, Frame("new"));
        Assert.That(await TextAsync(), Is.EqualTo("1:old;1:new;"));
    }

    [Test]
    public async Task What_was_written_before_a_moment_can_be_left_out()
    {
        File.WriteAllBytes(_log, [.. Frame("a", second: 1), .. Frame("b", second: 2)]);
        Assert.That(await TextAsync(new LogOptions { Since = DateTimeOffset.FromUnixTimeSeconds(2) }), Is.EqualTo("1:b;"));
    }

    [Test]
    public async Task A_frame_that_is_not_written_to_its_end_is_left_out([Range(1, 17)] int missing)
    {
        File.WriteAllBytes(_log, [.. Frame("a"), .. Frame("bc")[..^missing]]);
        Assert.That(await TextAsync(), Is.EqualTo("1:a;"));
    }

    [Test]
    public async Task Zeros_that_a_power_failure_left_are_the_end([Values(1, 16, 5000)] int count)
    {
        File.WriteAllBytes(_log, [.. Frame("a"), .. new byte[count]]);
        Assert.That(await TextAsync(), Is.EqualTo("1:a;"));
    }

    [Test]
    public async Task Something_else_than_a_log_is_called_corrupt()
    {
        File.WriteAllText(_log, "Jan 1 00:00:00 something in another form");
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => TextAsync()))!.Reason, Is.EqualTo(FailureReason.Corrupt));
    }

    [Test, CancelAfter(10_000)]
    public async Task Following_goes_on_through_growth_and_renewal_until_the_container_ends(CancellationToken cancellation)
    {
        File.WriteAllBytes(_log, Frame("1"));
        var ended = false;
        var reading = Reader.ReadAsync(new LogOptions { Follow = true }, _ => Task.FromResult(Volatile.Read(ref ended)), cancellation).Select(entry => entry.Text).ToListAsync(cancellation).AsTask();
        await Task.Delay(30, cancellation);
        using (var file = File.Open(_log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            var half = Frame("2");
            file.Write(half.AsSpan(0, 10));
            file.Flush();
            await Task.Delay(30, cancellation);
            file.Write(half.AsSpan(10));
        }
        await Task.Delay(30, cancellation);
        File.AppendAllBytes(_log, Frame("3"));
        File.Move(_log, _log + ".1");
        File.WriteAllBytes(_log, Frame("4"));
        Assert.That(reading.IsCompleted, Is.False);
        Volatile.Write(ref ended, true);
        Assert.That(await reading, Is.EqualTo(new[] { "1", "2", "3", "4" }));
    }
}
