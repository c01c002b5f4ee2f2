using Containment.Networks.Quieting;

namespace Containment.Tests.Networks.Quieting;

internal sealed class TcpTrafficTests
{
    private const string Heading = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

    [TestCase("0A 00000000:00000003 00:00000000 00000000     0        0 1131", 3, 0, 0, TestName = "A listener's queue is what waits to be accepted")]
    [TestCase("03 00000000:00000000 01:00000010 00000000     0        0 0", 1, 0, 0, TestName = "A handshake under way counts")]
    [TestCase("04 00000400:00000000 01:00000010 00000000     0        0 0", 0, 1, 0, TestName = "What was closed and not acknowledged counts")]
    [TestCase("04 00000400:00000000 01:00000010 00000000     0        0 77", 0, 0, 0, TestName = "What a process only has shut down is its own")]
    [TestCase("09 00000001:00000000 01:00000010 00000000     0        0 0", 0, 1, 0, TestName = "The last acknowledgement is waited for")]
    [TestCase("05 00000000:00000000 00:00000000 00000000     0        0 0", 0, 0, 1, TestName = "Half closed is told apart")]
    [TestCase("06 00000000:00000000 03:00000010 00000000     0        0 0", 0, 0, 0, TestName = "One that has ended is not waited for")]
    [TestCase("01 00000000:00000010 00:00000000 00000000     0        0 99", 0, 0, 0, TestName = "An open one is its process's")]
    public void A_socket_counts_by_its_state_and_owner(string rest, int opening, int closing, int halfClosed) =>
        Assert.That(TcpTraffic.Parse([Heading, $"   0: 0A4F000A:0050 0A4F0001:A8C2 {rest} 1 00000000c3f76f69 100 0 0 10 0"]), Is.EqualTo(new TcpTraffic(opening, closing, halfClosed)));

    [Test]
    public void Sockets_add_up() =>
        Assert.That(new TcpTraffic(1, 2, 3) + new TcpTraffic(10, 20, 30), Is.EqualTo(new TcpTraffic(11, 22, 33)));

    [TestCase(1, 0, 0, 99, true)]
    [TestCase(0, 1, 0, 99, true)]
    [TestCase(1, 1, 0, 100, false)]
    [TestCase(0, 0, 1, 9, true)]
    [TestCase(0, 0, 1, 10, false)]
    [TestCase(0, 0, 0, 0, false)]
    public void It_waits_for_what_passes_in_a_moment_and_not_for_ever(int opening, int closing, int halfClosed, int waited, bool waits) =>
        Assert.That(QuietRule.Waits(new(opening, closing, halfClosed), TimeSpan.FromMilliseconds(waited)), Is.EqualTo(waits));

    [TestCase(1, 0, 0, false)]
    [TestCase(0, 1, 0, true)]
    [TestCase(0, 1, 20, false)]
    public void When_nobody_accepts_only_what_is_closing_is_waited_for(int opening, int closing, int waited, bool waits) =>
        Assert.That(QuietRule.WaitsStill(new(opening, closing, 1), TimeSpan.FromMilliseconds(waited)), Is.EqualTo(waits));
}
