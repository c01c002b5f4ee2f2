using System.Net;
using Containment.Networks;

namespace Containment.Tests.Networks;

internal sealed class AnnouncementTests
{
    private static readonly byte[] Mac = [2, 0, 0, 0, 0, 9];

    [Test]
    public void A_gratuitous_arp_names_sender_and_target_alike() =>
        Assert.That(Convert.ToHexStringLower(ArpAnnouncement.Frame(Mac, IPAddress.Parse("10.0.0.2"))),
            Is.EqualTo("ffffffffffff" + "020000000009" + "0806" + "0001080006040001" + "020000000009" + "0a000002" + "000000000000" + "0a000002"));

    [Test]
    public void A_neighbour_advertisement_overrides_and_its_checksum_is_right()
    {
        var frame = NeighbourAdvertisement.Frame(Mac, IPAddress.Parse("fd00::2"));
        Assert.That(frame, Has.Length.EqualTo(86));
        Assert.That(frame[54], Is.EqualTo(136));
        Assert.That(frame[58], Is.EqualTo(0x20), "override, not solicited");
        // Summed over pseudo header and packet, checksum included, the one's complement sum is all ones (RFC 1071).
        var sum = 32 + 58;
        for (var i = 22; i < frame.Length; i += 2) sum += (frame[i] << 8) | frame[i + 1];
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        Assert.That(sum, Is.EqualTo(0xffff));
    }

    [Test]
    public void An_interface_without_addresses_still_shows_its_hardware_address() =>
        Assert.That(Announcement.Frames(Mac, []).Single().AsSpan(6, 6).ToArray(), Is.EqualTo(Mac));
}
