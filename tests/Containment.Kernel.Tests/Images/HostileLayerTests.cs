using System.IO.Compression;
using System.Text;
using Containment.Images.Layers;
using Containment.Kernel.Tests.Needs;
using Containment.Tests.Images;

namespace Containment.Kernel.Tests.Images;

/// <summary>Archives that try to get out of their root, or to fill the machine.</summary>
[Needs(Need.Root)]
internal sealed class HostileLayerTests
{
    private const string Up = "../../../../../../../../../../../../../../../../../../../../../../../..";

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return Case("a name that climbs by dot-dot", c => new TarBuilder().File(Up + c + "/x"), "x");
        yield return Case("an absolute name", c => new TarBuilder().File(c + "/x"), "x");
        yield return Case("a file through an absolute symbolic link", c => new TarBuilder().Symlink("d", c).File("d/x"), "d/x");
        yield return Case("a file through a climbing symbolic link", c => new TarBuilder().Symlink("d", Up + c).File("d/x"), "d/x");
        yield return Case("a file through a chain of links", c => new TarBuilder().Directory("a").Symlink("a/b", "..").Symlink("x", "a/b/" + Up + c).File("x/chain"), "x/chain");
        yield return Case("a hard link to an absolute path", c => new TarBuilder().HardLink("h", c + "/keep").File("h", "overwritten"), "h");
        yield return Case("a hard link that climbs", c => new TarBuilder().HardLink("h", Up + c + "/keep").File("h", "overwritten"), "h");
        yield return Case("a hard link through a symbolic link", c => new TarBuilder().Symlink("d", c).HardLink("h", "d/keep"), "h");
        yield return Case("a hard link to nothing", _ => new TarBuilder().HardLink("h", "none"), "h");
        yield return Case("a hard link to a directory", _ => new TarBuilder().Directory("d").HardLink("h", "d"), "h");
        yield return Case("a whiteout through a symbolic link", c => new TarBuilder().Directory("p").Symlink("p/d", c).File("p/d/.wh.keep"), "p/d/.wh.keep");
        yield return Case("an opaque mark through a symbolic link", c => new TarBuilder().Directory("p").Symlink("p/d", c).File("p/d/.wh..wh..opq"), "p/d/.wh..wh..opq");
        yield return Case("a whiteout of the parent", _ => new TarBuilder().Directory("p").File("p/.wh..."), "p/.wh...");
        yield return Case("a whiteout of the directory itself", _ => new TarBuilder().Directory("p").File("p/.wh.."), "p/.wh..");
        yield return Case("a whiteout of no name", _ => new TarBuilder().Directory("p").File("p/.wh."), "p/.wh.");
        yield return Case("a root that is a symbolic link", c => new TarBuilder().Symlink(".", c).File("after"), ".");
        yield return Case("a root that shuts its owner out", _ => new TarBuilder().Directory("./", mode: 0).File("x"), "./");
        yield return Case("a device of memory", _ => new TarBuilder().Device("mem", '3', 1, 1), "mem");
        yield return Case("a disk", _ => new TarBuilder().Device("sda", '4', 8, 0), "sda");
        yield return Case("a device that is a whiteout", _ => new TarBuilder().Device("wh", '3', 0, 0), "wh");
        yield return Case("the overlay's own attribute", _ => new TarBuilder().Pax("SCHILY.xattr.trusted.overlay.redirect", "/../..").Directory("d"), "d");
        yield return Case("the overlay's attribute for users", _ => new TarBuilder().Pax("SCHILY.xattr.user.overlay.opaque", "y").Directory("d"), "d");
        yield return Case("a name with NUL", _ => new TarBuilder().Pax('x', ("path", "a\0b"u8.ToArray())).File("p"), "a\\x00b");
        yield return Case("links that point at each other", _ => new TarBuilder().Symlink("a", "b").Symlink("b", "a").File("a/x"), "a/x");
        yield return Case("a name beyond the longest", _ => new TarBuilder().Pax("path", string.Join('/', Enumerable.Repeat("d", 3000))).File("p"), "d/d/");
        yield return Case("a part of a name beyond the longest", _ => new TarBuilder().Pax("path", new string('n', 300)).File("p"), "nnn");
    }

    [TestCaseSource(nameof(Refused))]
    public async Task Is_refused_by_name_and_leaves_nothing(Func<string, TarBuilder> make, string entry)
    {
        using var importer = new Importer();
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => importer.ImportAsync(make(importer.Canary).Build()));
        Assert.That(refusal!.Reason, Is.EqualTo(FailureReason.Corrupt));
        Assert.That(refusal.Message, Does.Contain("entry \"").And.Contain(entry));
        importer.AssertNothingLeft();
    }

    private static IEnumerable<TestCaseData> Contained()
    {
        yield return Case("a file over a symbolic link", c => new TarBuilder().Symlink("f", c + "/keep").File("f", "overwritten"), "f");
        yield return Case("a directory over a symbolic link", c => new TarBuilder().Symlink("d", c).Directory("d", mode: 0x1FF).File("d/inside"), "d/inside");
        yield return Case("a link over a directory of the same name", c => new TarBuilder().Directory("r").File("r/x").Symlink("r", c), "r");
        yield return Case("a file over a hard link to a symbolic link", c => new TarBuilder().Symlink("s", c + "/keep").HardLink("h", "s").File("h", "overwritten"), "h");
        yield return Case("a file over a full directory", _ => new TarBuilder().Directory("d").File("d/x").File("d"), "d");
        yield return Case("control characters", _ => new TarBuilder().File("a\nb").File("\x1b[2Jx"), "a\nb");
        yield return Case("names that are not UTF-8", _ => new TarBuilder().Member("bad-\xff-name", '0').Member("bad-\xfe-name", '0').File("ok"), "ok");
        yield return Case("times beyond every calendar", _ => new TarBuilder().Member("m", '0', spoil: h => TarBuilder.Binary(h, 136, 12, long.MaxValue)).Member("n", '0', spoil: h => TarBuilder.Binary(h, 136, 12, -1)), "n");
        yield return Case("a pipe in the place of passwd", _ => new TarBuilder().Directory("etc").Member("etc/passwd", '6'), "etc/passwd");
    }

    [TestCaseSource(nameof(Contained))]
    public async Task Stays_inside_the_root(Func<string, TarBuilder> make, string entry)
    {
        using var importer = new Importer();
        var layer = await importer.ImportAsync(make(importer.Canary).Build());
        Assert.That(Importer.StatusOf(Path.Combine(layer, entry)).Inode, Is.Not.Zero);
        importer.AssertNothingLeft(refused: false);
    }

    [Test]
    public async Task Twelve_hundred_nested_directories_are_made_and_removed()
    {
        var archive = new TarBuilder();
        for (var depth = 1; depth <= 1200; depth++) archive.Pax("path", string.Join('/', Enumerable.Repeat("d", depth))).Directory("x");
        using var importer = new Importer();
        Assert.That(Directory.Exists(await importer.ImportAsync(archive.Build())), Is.True);
    }

    [Test]
    public async Task A_bomb_of_zeros_is_stopped_at_the_ratio()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(new TarBuilder().Member("bomb", '0', size: 512 << 20).Unended());
            for (var i = 0; i < 512; i++) gzip.Write(new byte[1 << 20]);
            gzip.Write(new byte[1024]);
        }
        using var importer = new Importer(new() { RatioFrom = 16 << 20 });
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => importer.ImportAsync(packed.ToArray()));
        Assert.That(refusal!.Message, Does.Contain("200 times"));
        importer.AssertNothingLeft();
    }

    [Test]
    public async Task Files_beyond_the_limit_of_bytes_are_refused_also_when_they_are_holes()
    {
        var archive = new TarBuilder().Pax('x', ("GNU.sparse.size", Encoding.ASCII.GetBytes($"{1L << 50}")), ("GNU.sparse.map", "0,1"u8.ToArray())).File("sp", "x").Build();
        using var importer = new Importer();
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => importer.ImportAsync(archive));
        Assert.That(refusal!.Message, Does.Contain("bytes together"));
        importer.AssertNothingLeft();
    }

    [Test]
    public async Task Entries_beyond_the_limit_are_refused()
    {
        var archive = new TarBuilder();
        for (var i = 0; i < 2001; i++) archive.File($"f{i}");
        using var importer = new Importer(new() { MostEntries = 2000 });
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => importer.ImportAsync(archive.Build()));
        Assert.That(refusal!.Message, Does.Contain("more than 2000 entries"));
        importer.AssertNothingLeft();
    }

    [Test]
    public async Task More_links_to_one_file_than_the_disk_can_hold_are_refused_or_made()
    {
        var archive = new TarBuilder().File("base");
        for (var i = 0; i < 70_000; i++) archive.HardLink($"l{i}", "base");
        using var importer = new Importer();
        try
        {
            Assert.That(Importer.StatusOf(Path.Combine(await importer.ImportAsync(archive.Build()), "base")).Links, Is.EqualTo(70_001));
        }
        catch (ContainmentException refusal)
        {
            Assert.That(refusal.Message, Does.Contain("more than the file system can hold"));
            importer.AssertNothingLeft();
        }
    }

    private static TestCaseData Case(string name, Func<string, TarBuilder> make, string entry) => new TestCaseData(make, entry).SetArgDisplayNames(name);
}
