using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;
using Containment.Snapshots.Upper;

namespace Containment.Kernel.Tests.Snapshots;

/// <summary>Entries of a peer that wants to write outside of the layer.</summary>
[Needs(Need.Root)]
internal sealed class HostileEntryTests
{
    private static IEnumerable<TestCaseData> Refused()
    {
        static UpperEntry Make(string path, UpperKind kind) => new() { Path = path, Kind = kind, Mode = 0x1A4 };
        yield return Case("a path that climbs", Make("../x", UpperKind.Fifo));
        yield return Case("an absolute path", Make("/x", UpperKind.Fifo));
        yield return Case("a path with a dot", Make("./x", UpperKind.Fifo));
        yield return Case("a path through a symbolic link", Make("out/x", UpperKind.Fifo));
        yield return Case("a directory through a symbolic link", Make("out/x", UpperKind.Directory));
        yield return Case("a path through a file", Make("file/x", UpperKind.Fifo));
        yield return Case("a path through nothing", Make("none/x", UpperKind.Fifo));
        yield return Case("a root that is a pipe", Make("", UpperKind.Fifo));
        yield return Case("a link to what is outside", Make("h", UpperKind.HardLink) with { HardLinkOf = "out/keep" });
        yield return Case("a link that climbs", Make("h", UpperKind.HardLink) with { HardLinkOf = "../canary/keep" });
        yield return Case("a link to nothing", Make("h", UpperKind.HardLink) with { HardLinkOf = "none" });
        yield return Case("a link to a directory", Make("h", UpperKind.HardLink) with { HardLinkOf = "full" });
        yield return Case("the overlay's own attribute", Make("d", UpperKind.Directory) with { Attributes = [new("trusted.overlay.redirect", [1])] });
        yield return Case("an opaque file", Make("f", UpperKind.Fifo) with { Opaque = true });
        yield return Case("a device that is a whiteout", Make("w", UpperKind.CharDevice));
        yield return Case("an owner that is nobody", Make("f", UpperKind.Fifo) with { Uid = uint.MaxValue });
        yield return Case("an unknown kind", Make("f", (UpperKind)77));
        yield return Case("a symbolic link to nothing", Make("s", UpperKind.Symlink));
        yield return Case("a pipe over a full directory", Make("full", UpperKind.Fifo));
        yield return Case("a file without content", Make("f", UpperKind.File));
    }

    [TestCaseSource(nameof(Refused))]
    public void Is_refused_and_touches_nothing_outside(UpperEntry entry)
    {
        using var place = new Importer();
        using var target = new UpperTreeWriter(Upper(place));
        Assert.That(Assert.Throws<ContainmentException>(() => target.Apply(entry))!.Reason, Is.EqualTo(FailureReason.Corrupt));
        place.AssertNothingLeft();
    }

    [Test]
    public void A_file_takes_the_place_of_a_symbolic_link_instead_of_following_it()
    {
        using var place = new Importer();
        using var target = new UpperTreeWriter(Upper(place));
        using (var file = target.BeginFile(new() { Path = "out", Kind = UpperKind.File, Size = 1, Mode = 0x1A4 })) file.Write(0, "x"u8);
        Assert.That(Importer.StatusOf(Path.Combine(place.State, "upper/out")).Kind, Is.EqualTo(FileKind.Regular));
        place.AssertNothingLeft();
    }

    [TestCase(-1)]
    [TestCase(2)]
    [TestCase(long.MaxValue)]
    public void Data_beyond_the_announced_size_is_refused(long offset)
    {
        using var place = new Importer();
        using var target = new UpperTreeWriter(Upper(place));
        using var file = target.BeginFile(new() { Path = "f", Kind = UpperKind.File, Size = 3 });
        Assert.Throws<ContainmentException>(() => file.Write(offset, "ab"u8));
    }

    [Test]
    public void Removing_follows_no_link_and_spares_the_root()
    {
        using var place = new Importer();
        using var target = new UpperTreeWriter(Upper(place));
        target.Remove("out");
        target.Remove("none/x");
        Assert.Throws<ContainmentException>(() => target.Remove("../canary"));
        Assert.Throws<ContainmentException>(() => target.Remove(default));
        place.AssertNothingLeft();
    }

    private static string Upper(Importer place)
    {
        var upper = Directory.CreateDirectory(Path.Combine(place.State, "upper")).FullName;
        File.CreateSymbolicLink(Path.Combine(upper, "out"), place.Canary);
        File.WriteAllText(Path.Combine(upper, "file"), "");
        Directory.CreateDirectory(Path.Combine(upper, "full/x"));
        return upper;
    }

    private static TestCaseData Case(string name, UpperEntry entry) => new TestCaseData(entry).SetArgDisplayNames(name);
}
