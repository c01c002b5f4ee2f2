using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;
using Containment.Snapshots;

namespace Containment.Kernel.Tests.Snapshots;

[Needs(Need.Root)]
internal sealed class RootFilesTests
{
    private Importer _place = null!;
    private string[] _layers = [];

    [SetUp]
    public void Make()
    {
        _place = new();
        _layers = [.. new[] { "upper", "lower" }.Select(name => Directory.CreateDirectory(Path.Combine(_place.State, name, "etc")).Parent!.FullName)];
        File.WriteAllText(Path.Combine(_layers[1], "etc/passwd"), "lower");
    }

    [TearDown]
    public void Remove() => _place.Dispose();

    [Test]
    public void The_topmost_layer_that_has_the_file_wins()
    {
        Assert.That(Read("/etc/passwd"), Is.EqualTo("lower"));
        File.WriteAllText(Path.Combine(_layers[0], "etc/passwd"), "upper");
        Assert.That(Read("/etc/passwd"), Is.EqualTo("upper"));
    }

    [Test]
    public void A_whiteout_or_an_opaque_directory_hides_the_file()
    {
        using var upper = At.OpenDirectory(_layers[0]);
        ExtendedAttributes.Set(upper, "etc", ExtendedAttributes.OverlayOpaque, "y"u8);
        Assert.That(Read("/etc/passwd"), Is.Null);
        ExtendedAttributes.Remove(upper, "etc", ExtendedAttributes.OverlayOpaque);
        using var etc = At.OpenDirectory(Path.Combine(_layers[0], "etc"));
        At.MakeNode(etc, "passwd", FileKind.CharDevice, 0);
        Assert.That(Read("/etc/passwd"), Is.Null);
    }

    [TestCase("/lib/passwd")]
    [TestCase("../../lib/passwd")]
    public void A_link_is_followed_inside_the_root_and_across_layers(string target)
    {
        File.CreateSymbolicLink(Path.Combine(_layers[0], "etc/passwd"), target);
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_layers[1], "lib")).FullName, "passwd"), "linked");
        Assert.That(Read("/etc/passwd"), Is.EqualTo("linked"));
    }

    [Test]
    public void A_link_out_of_the_root_leads_to_what_is_inside_or_to_nothing()
    {
        File.CreateSymbolicLink(Path.Combine(_layers[0], "etc/passwd"), Path.Combine(_place.Canary, "keep"));
        Assert.That(Read("/etc/passwd"), Is.Null);
        Directory.Delete(Path.Combine(_layers[0], "etc"), recursive: true);
        File.CreateSymbolicLink(Path.Combine(_layers[0], "etc"), "/../../../../../../etc");
        Assert.That(Read("/etc/passwd"), Is.Null);
    }

    [Test]
    public void A_pipe_a_loop_and_a_directory_are_no_files()
    {
        using var etc = At.OpenDirectory(Path.Combine(_layers[0], "etc"));
        At.MakeNode(etc, "passwd", FileKind.Fifo, 0x1A4);
        Assert.That(Read("/etc/passwd"), Is.Null);
        At.Remove(etc, "passwd", isDirectory: false);
        At.MakeSymlink(etc, "passwd", "passwd");
        Assert.That(Read("/etc/passwd"), Is.Null);
        Assert.That(Read("/etc"), Is.Null);
    }

    [Test]
    public void A_file_beyond_the_limit_is_refused() =>
        Assert.That(Assert.Throws<ContainmentException>(() => RootFiles.Read(_layers, "/etc/passwd", limit: 4))!.Reason, Is.EqualTo(FailureReason.Corrupt));

    private string? Read(string path) => RootFiles.Read(_layers, path);
}
