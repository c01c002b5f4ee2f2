using System.Buffers;
using Containment.Snapshots.Upper;

namespace Containment.Tests.Snapshots;

internal sealed class UpperEntryCodecTests
{
    private static readonly UpperEntry Entry = new()
    {
        Path = new(new byte[] { (byte)'d', (byte)'/', 0xFF, (byte)'\n' }), Kind = UpperKind.Directory, Mode = 0xBFF, Uid = 1000, Gid = 1001, Modified = -5,
        Opaque = true, Attributes = [new("user.é", [0, 255]), new("security.capability", [])],
    };

    private static readonly UpperEntry[] All =
    [
        Entry,
        new() { Path = "s", Kind = UpperKind.Symlink, LinkTarget = "/etc" },
        new() { Path = "h", Kind = UpperKind.HardLink, HardLinkOf = "d/f" },
        new() { Path = "c", Kind = UpperKind.CharDevice, Device = (1, 3) },
        new() { Path = "f", Kind = UpperKind.File, Size = 1L << 50 },
        new() { Path = default, Kind = UpperKind.Directory },
    ];

    [TestCaseSource(nameof(All))]
    public void An_entry_comes_back_as_it_was(object given)
    {
        var entry = (UpperEntry)given;
        var back = UpperEntryCodec.Read(Bytes(entry));
        Assert.That(back with { Attributes = entry.Attributes }, Is.EqualTo(entry));
        Assert.That(back.Attributes.Select(one => (one.Key, Convert.ToHexString(one.Value))), Is.EqualTo(entry.Attributes.Select(one => (one.Key, Convert.ToHexString(one.Value)))));
    }

    [Test]
    public void What_is_only_of_this_machine_is_not_sent() =>
        Assert.That(UpperEntryCodec.Read(Bytes(Entry with { Inode = 7, Changed = 8 })) is { Inode: 0, Changed: 0 }, Is.True);

    [Test]
    public void An_entry_that_climbs_is_refused_when_it_is_read() =>
        Assert.That(Assert.Throws<ContainmentException>(() => UpperEntryCodec.Read(Bytes(Entry with { Path = "../x" })))!.Reason, Is.EqualTo(FailureReason.Corrupt));

    [Test]
    public void Changed_cut_and_lengthened_bytes_bring_entries_or_typed_errors_only()
    {
        var good = Bytes(Entry);
        var random = new Random(3);
        var refused = 0;
        for (var i = 0; i < 2000; i++)
        {
            var bad = (byte[])good.Clone();
            for (var changes = random.Next(0, 4); changes > 0; changes--) bad[random.Next(bad.Length)] = (byte)random.Next(256);
            if (i % 3 == 0) bad = bad[..random.Next(bad.Length)];
            if (i % 5 == 0) bad = [.. bad, 0];
            try
            {
                UpperEntryCodec.Read(bad);
            }
            catch (ContainmentException error) when (error.Reason == FailureReason.Corrupt)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.InRange(700, 1999));
    }

    private static byte[] Bytes(UpperEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>();
        UpperEntryCodec.Write(entry, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
