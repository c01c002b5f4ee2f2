using Containment.Backups.Taking;
using Containment.Snapshots.Upper;

namespace Containment.Tests.Backups;

internal sealed class CopyEntriesTests
{
    private static readonly CopyOrigin Origin = new("boot\n8:1 7 /upper");

    private static readonly UpperEntry[] Entries =
    [
        new() { Path = default, Kind = UpperKind.Directory, Inode = 1, Changed = 3 },
        new() { Path = "f", Kind = UpperKind.File, Mode = 0x1A4, Size = 7, Modified = 5, Inode = ulong.MaxValue, Changed = long.MinValue, Attributes = [new("user.a", [1])] },
        new() { Path = "g", Kind = UpperKind.HardLink, HardLinkOf = "f", Inode = 9, Changed = -4 },
    ];

    [Test]
    public void What_was_found_is_read_as_it_was_written() =>
        Assert.That(CopyEntries.Read(new MemoryStream(Written()), Origin)!.Select(Say), Is.EqualTo(Entries.Select(Say)));

    [Test]
    public void Of_another_origin_or_cut_off_it_is_nothing()
    {
        var bytes = Written();
        Assert.That(CopyEntries.Read(new MemoryStream(bytes), new("other")), Is.Null);
        for (var length = 0; length < bytes.Length; length++) Assert.That(CopyEntries.Read(new MemoryStream(bytes[..length]), Origin), Is.Null, $"{length}");
    }

    [TestCase(10, 100, ExpectedResult = true), TestCase(9, 100, ExpectedResult = false)]
    public bool A_tenth_of_the_disk_is_left_to_others(long free, long total) => CopyRoom.IsLeft(free, total);

    private static byte[] Written()
    {
        var stream = new MemoryStream();
        CopyEntries.Write(stream, Origin, Entries);
        return stream.ToArray();
    }

    private static string Say(UpperEntry entry) => $"{entry with { Attributes = [] }} {string.Join(' ', entry.Attributes.Select(one => $"{one.Key}={one.Value[0]}"))}";
}
