using System.Buffers.Binary;
using System.Text;
using Containment.Migration.Files;
using Containment.Migration.Wire;

namespace Containment.Tests.Migration;

internal sealed class LogReceiverTests
{
    private string _directory = null!;
    private LogReceiver _receiver = null!;

    private string Log => Path.Combine(_directory, "log");

    [SetUp]
    public void Make() => _receiver = new(Path.Combine(_directory = Directory.CreateTempSubdirectory("ct").FullName, "log"));

    [TearDown]
    public void Remove()
    {
        _receiver.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public void A_frame_that_is_not_whole_is_cut_off_and_comes_again()
    {
        byte[] whole = Frame("one"), next = Frame("two");
        Send(LogSender.Current, 0, [.. whole, .. next[..^1]]);
        Assert.That(File.ReadAllBytes(Log), Is.EqualTo(whole));
        Send(LogSender.Current, whole.Length, next);
        Assert.That(File.ReadAllBytes(Log), Is.EqualTo((byte[])[.. whole, .. next]));
    }

    [Test]
    public void When_it_was_put_aside_meanwhile_both_parts_are_others()
    {
        byte[] first = Frame("first"), second = Frame("second");
        Send(LogSender.Current, 0, first);
        Send(LogSender.Aside, 0, [.. first, .. first]);
        Send(LogSender.Current, 0, second);
        Assert.That((File.ReadAllBytes(Log + ".1"), File.ReadAllBytes(Log)), Is.EqualTo(((byte[])[.. first, .. first], second)));
    }

    [Test]
    public void What_is_no_frame_does_not_hide_what_is_written_later()
    {
        var whole = Frame("one");
        Send(LogSender.Current, 0, [.. whole, .. new byte[40]]);
        Assert.That(File.ReadAllBytes(Log), Is.EqualTo(whole));
    }

    [Test]
    public void What_does_not_follow_is_refused()
    {
        Send(LogSender.Current, 0, Frame("one"));
        Assert.That(() => Send(LogSender.Current, 5, Frame("two")), Throws.TypeOf<WireException>());
        Assert.That(() => Send(LogSender.Aside, 19, []), Throws.TypeOf<WireException>());
        Assert.That(() => Send(3, 0, []), Throws.TypeOf<WireException>());
        Assert.That(() => Send(LogSender.Current, -1, []), Throws.TypeOf<WireException>());
        _receiver.Begin(Header(LogSender.Current, 0));
        Assert.That(() => _receiver.Chunk(7, Frame("hole")), Throws.TypeOf<WireException>());
    }

    [Test]
    public void Many_small_frames_and_large_ones_are_seen_to_their_end()
    {
        byte[] all = [.. Enumerable.Range(0, 3000).SelectMany(n => Frame(new string('x', n % 50))), .. Frame(new string('y', 100_000)), .. Frame("z")];
        Send(LogSender.Current, 0, [.. all, 1, 0, 0]);
        Assert.That(new FileInfo(Log).Length, Is.EqualTo(all.Length));
    }

    private void Send(byte part, long from, byte[] bytes)
    {
        _receiver.Begin(Header(part, from));
        _receiver.Chunk(from, bytes);
        _receiver.End();
    }

    private static byte[] Header(byte part, long from)
    {
        var header = new byte[LogSender.HeaderSize];
        header[0] = part;
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(1), from);
        return header;
    }

    private static byte[] Frame(string text)
    {
        var frame = new byte[16 + text.Length];
        frame[0] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), text.Length);
        Encoding.ASCII.GetBytes(text, frame.AsSpan(16));
        return frame;
    }
}
