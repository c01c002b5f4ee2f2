using Containment.Migration;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Tests.Migration;

internal sealed class WireTests
{
    [TestCase(0, 0xff, TestName = "A_length_beyond_the_bound_is_refused")]
    [TestCase(3, 0x80, TestName = "A_negative_length_is_refused")]
    [TestCase(4, 0, TestName = "A_frame_of_no_kind_is_refused")]
    [TestCase(4, 99, TestName = "A_frame_of_an_unknown_kind_is_refused")]
    [TestCase(5, 200, TestName = "An_unknown_message_is_refused")]
    [TestCase(6, 1, TestName = "Bits_that_mean_nothing_are_refused")]
    public void A_header_out_of_bounds_is_refused(int at, int value)
    {
        var bytes = new byte[FrameHeader.Size];
        new FrameHeader(FrameHeader.MaxPayload, FrameKind.Control, Message.Offer, 7).Write(bytes);
        Assert.That(FrameHeader.Read(bytes).Sequence, Is.EqualTo(7), "it was right before");
        bytes[at] = (byte)value;
        Assert.Throws<WireException>(() => FrameHeader.Read(bytes));
    }

    [Test, CancelAfter(10_000)]
    public async Task A_frame_that_is_played_again_is_refused(CancellationToken cancellation)
    {
        using var wire = new MemoryStream();
        await new FrameChannel(wire).SendAsync(FrameKind.Ping, Message.None, default, cancellation);
        var frame = wire.ToArray();
        var channel = new FrameChannel(new MemoryStream([.. frame, .. frame]));
        await channel.ReceiveAsync(TimeSpan.FromSeconds(1), cancellation);
        await Assert.ThrowsAsync<WireException>(() => channel.ReceiveAsync(TimeSpan.FromSeconds(1), cancellation));
    }

    [Test]
    public void Another_version_is_said_to_be_one()
    {
        var hello = new byte[40];
        "CTMV"u8.CopyTo(hello);
        (hello[4], hello[6]) = (7, 9);
        Assert.That(() => Hello.Agree(hello), Throws.TypeOf<WireException>().With.Property(nameof(WireException.Failure)).EqualTo(MigrationFailure.VersionMismatch));
    }

    [TestCase("host", "host:7420")]
    [TestCase("b@10.0.0.2:99", "b@10.0.0.2:99")]
    [TestCase("[fd00::2]:99", "[fd00::2]:99")]
    [TestCase("fd00::2", "[fd00::2]:7420")]
    public void A_target_is_read(string text, string meant) => Assert.That(MigrationTarget.Parse(text).ToString(), Is.EqualTo(meant));

    [TestCase("")]
    [TestCase("host:")]
    [TestCase("host:0")]
    [TestCase("host:99999")]
    [TestCase("[fd00::2")]
    public void A_target_that_can_t_be_right_is_refused(string text) => Assert.Throws<InvalidSpecException>(() => MigrationTarget.Parse(text));
}
