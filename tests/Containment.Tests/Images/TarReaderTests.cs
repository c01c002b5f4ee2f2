using System.Text;
using Containment.Images.Tar;
using Containment.Linux.Descriptors;

namespace Containment.Tests.Images;

internal sealed class TarReaderTests
{
    [Test]
    public void A_plain_member_is_read_with_all_it_says()
    {
        var entry = Only(new TarBuilder().File("etc/hosts", "127.0.0.1", mode: 0x81A4, uid: 1000, gid: 1001).Build());
        Assert.Multiple(() =>
        {
            Assert.That(entry.Name, Is.EqualTo((PathBytes)"etc/hosts"));
            Assert.That((entry.Kind, entry.Mode, entry.Uid, entry.Gid, entry.Size), Is.EqualTo((TarKind.File, (ushort)0x1A4, 1000u, 1001u, 9L)));
            Assert.That(entry.Modified, Is.EqualTo((Int128)1_600_000_000_000_000_000));
        });
    }

    [Test]
    public void Pax_records_win_over_the_header_and_keep_bytes()
    {
        byte[] capability = [1, 0, 0, 2, 0xFF, 0, (byte)'\n', 0x80];
        var archive = new TarBuilder()
            .Pax('x', ("path", "bad-\xFF-name"u8.ToArray()), ("SCHILY.xattr.security.capability", capability), ("mtime", "-1.25"u8.ToArray()), ("uid", "70000"u8.ToArray()))
            .File("short").Build();
        var entry = Only(archive);
        Assert.Multiple(() =>
        {
            Assert.That(entry.Name.Span.SequenceEqual("bad-\xFF-name"u8), Is.True);
            Assert.That(entry.Attributes.Single().Key, Is.EqualTo("security.capability"));
            Assert.That(entry.Attributes.Single().Value, Is.EqualTo(capability));
            Assert.That(entry.Modified, Is.EqualTo((Int128)(-1_250_000_000)));
            Assert.That(entry.Uid, Is.EqualTo(70000u));
        });
    }

    [Test]
    public void Names_that_are_not_utf8_survive_in_every_byte()
    {
        var entry = Only(new TarBuilder().Member("bad-\xFF\xFE-name", '0').Build());
        Assert.That(entry.Name.ToString(), Is.EqualTo("bad-\\xff\\xfe-name"));
    }

    [Test]
    public void A_long_name_of_gnu_is_read()
    {
        var name = new string('n', 3000);
        Assert.That(Only(new TarBuilder().Member("././@LongLink", 'L', Encoding.ASCII.GetBytes(name + '\0')).File("cut").Build()).Name, Is.EqualTo((PathBytes)name));
    }

    [Test]
    public void A_global_header_holds_for_all_members_that_follow()
    {
        using var stream = new MemoryStream(new TarBuilder().Pax('g', ("gid", "77"u8.ToArray())).File("a").File("b").Build());
        var reader = new TarReader(stream);
        Assert.That((reader.Next()!.Gid, reader.Next()!.Gid, reader.Next()), Is.EqualTo((77u, 77u, (TarEntry?)null)));
    }

    [Test]
    public void Sparse_files_of_the_forms_0_1_and_1_0_are_placed()
    {
        var old = Only(new TarBuilder().Pax('x', ("GNU.sparse.size", "100"u8.ToArray()), ("GNU.sparse.map", "10,3,90,2"u8.ToArray())).File("s", "abcde").Build());
        var map = Encoding.ASCII.GetBytes("2\n10\n3\n90\n2\n").Concat(new byte[512]).Take(512).Concat("abcde"u8.ToArray()).ToArray();
        var @new = Only(new TarBuilder().Pax('x', ("GNU.sparse.major", "1"u8.ToArray()), ("GNU.sparse.minor", "0"u8.ToArray()), ("GNU.sparse.name", "s"u8.ToArray()), ("GNU.sparse.realsize", "100"u8.ToArray())).Member("x", '0', map).Build());
        foreach (var entry in (TarEntry[])[old, @new])
        {
            Assert.That(entry.Size, Is.EqualTo(100));
            Assert.That(entry.Data, Is.EqualTo(new DataRange[] { new(10, 3), new(90, 2) }));
        }
    }

    [TestCase("99,9")]
    [TestCase("10,3,5,2")]
    [TestCase("0,4")]
    [TestCase("0,x")]
    [TestCase("0")]
    [TestCase("-1,5")]
    public void A_sparse_map_that_does_not_fit_is_refused(string map) =>
        Assert.Throws<TarFormatException>(() => Only(new TarBuilder().Pax('x', ("GNU.sparse.size", "100"u8.ToArray()), ("GNU.sparse.map", Encoding.ASCII.GetBytes(map))).File("s", "abcde").Build()));

    public static IEnumerable<TestCaseData> Broken()
    {
        yield return new TestCaseData(new byte[4096].Select((_, i) => (byte)(i * 37 + 11)).ToArray()).SetArgDisplayNames("random bytes");
        yield return new TestCaseData(new TarBuilder().Member("n", '0', spoil: h => h[0] = 1).Build()).SetArgDisplayNames("a wrong checksum");
        yield return new TestCaseData(new TarBuilder().Member("n", '0', spoil: h => TarBuilder.Binary(h, 124, 12, -1)).Build()).SetArgDisplayNames("a size of -1");
        yield return new TestCaseData(new TarBuilder().Member("n", '0', spoil: h => TarBuilder.Binary(h, 124, 12, long.MaxValue)).Build()).SetArgDisplayNames("a size of 2^63-1");
        yield return new TestCaseData(new TarBuilder().Member("n", '0', size: 2048).Raw(new byte[100]).Unended()).SetArgDisplayNames("less data than announced");
        yield return new TestCaseData(new TarBuilder().Member("n", '0', spoil: h => TarBuilder.Binary(h, 108, 8, uint.MaxValue)).Build()).SetArgDisplayNames("the uid 2^32-1");
        yield return new TestCaseData(new TarBuilder().Member("n", '0', spoil: h => TarBuilder.Binary(h, 108, 8, 1L << 32)).Build()).SetArgDisplayNames("the uid 2^32");
        yield return new TestCaseData(new TarBuilder().Member("pax", 'x', "999999 path=x\n"u8.ToArray()).File("p").Build()).SetArgDisplayNames("a pax record that is too long");
        yield return new TestCaseData(new TarBuilder().Pax("size", "9999999999").File("p").Build()).SetArgDisplayNames("a pax size beyond the data");
        yield return new TestCaseData(new TarBuilder().Member("././@LongLink", 'L', new byte[1 << 20]).File("p").Build()).SetArgDisplayNames("a name of 1 MiB");
        yield return new TestCaseData(new TarBuilder().Member("n", 'Q').Build()).SetArgDisplayNames("an unknown type");
    }

    [TestCaseSource(nameof(Broken))]
    public void What_is_no_archive_is_refused(byte[] archive) => Assert.Throws<TarFormatException>(() => All(archive));

    [Test]
    public void An_archive_changed_in_any_byte_is_read_or_refused_but_never_crashes()
    {
        var good = new TarBuilder().Directory("d").Pax("SCHILY.xattr.user.a", "b").File("d/f", "content").Symlink("d/l", "f").HardLink("d/h", "d/f").Device("n", '3', 1, 3).Build();
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var bad = (byte[])good.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--) bad[random.Next(bad.Length)] = (byte)random.Next(256);
            try
            {
                All(bad[..random.Next(bad.Length / 2, bad.Length + 1)]);
            }
            catch (TarFormatException)
            {
            }
        }
    }

    private static TarEntry Only(byte[] archive) => All(archive).Single();

    private static List<TarEntry> All(byte[] archive)
    {
        using var stream = new MemoryStream(archive);
        var reader = new TarReader(stream);
        List<TarEntry> all = [];
        while (reader.Next() is { } entry) all.Add(entry);
        return all;
    }
}
