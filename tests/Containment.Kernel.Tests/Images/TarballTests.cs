using System.Diagnostics;
using Containment.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;
using Containment.Tests.Images;

namespace Containment.Kernel.Tests.Images;

[Needs(Need.Root)]
internal sealed class TarballTests
{
    private static readonly byte[] Small = new TarBuilder().Directory("./", mode: 0x1ED).Directory("etc").File("etc/hosts", "localhost").Build();

    [Test]
    public async Task Owners_modes_times_links_devices_and_attributes_are_kept()
    {
        var archive = new TarBuilder()
            .Directory("d", mode: 0x3FF, uid: 1, gid: 2)
            .Pax('x', ("SCHILY.xattr.user.note", "hi"u8.ToArray()), ("SCHILY.xattr.security.capability", Convert.FromHexString("0100000200200000000000000000000000000000")), ("mtime", "1500000000.123456789"u8.ToArray()))
            .File("d/su", "x", mode: 0x9ED, uid: 1000, gid: 1001)
            .HardLink("d/again", "d/su").Symlink("d/link", "/etc/passwd").Device("null", '3', 1, 3).Member("fifo", '6', mode: 0x180).Build();
        using var importer = new Importer();
        var layer = await importer.ImportAsync(archive);
        var su = Importer.StatusOf(Path.Combine(layer, "d/su"));
        using var directory = At.OpenDirectory(Path.Combine(layer, "d"));
        Assert.Multiple(() =>
        {
            Assert.That((su.Mode, su.Uid, su.Gid, su.Links, su.Modified), Is.EqualTo(((ushort)0x9ED, 1000u, 1001u, 2u, (Int128)1_500_000_000_123_456_789)));
            Assert.That(Importer.StatusOf(Path.Combine(layer, "d/again")).Inode, Is.EqualTo(su.Inode));
            Assert.That(ExtendedAttributes.Read(directory, "su").Select(attribute => attribute.Key), Is.EqualTo(new[] { "security.capability", "user.note" }));
            Assert.That(Importer.StatusOf(Path.Combine(layer, "d")) is { Mode: 0x3FF, Uid: 1, Gid: 2 } status && status.Modified == (Int128)1_600_000_000_000_000_000, Is.True);
            Assert.That(At.ReadLink(directory, "link"), Is.EqualTo((PathBytes)"/etc/passwd"));
            Assert.That(Importer.StatusOf(Path.Combine(layer, "null")).Represents, Is.EqualTo((1u, 3u)));
            Assert.That(Importer.StatusOf(Path.Combine(layer, "fifo")).Kind, Is.EqualTo(FileKind.Fifo));
        });
    }

    [TestCase("--format=posix")]
    [TestCase("--format=gnu")]
    [TestCase("--format=pax", "--sparse", "--sparse-version=0.0")]
    [TestCase("--format=pax", "--sparse", "--sparse-version=0.1")]
    [TestCase("--format=pax", "--sparse", "--sparse-version=1.0")]
    [TestCase("--format=gnu", "--sparse")]
    [TestCase("--format=ustar")]
    public async Task What_the_system_tar_writes_comes_out_as_it_went_in(params string[] options)
    {
        using var importer = new Importer();
        var source = Path.Combine(importer.State, "source");
        Directory.CreateDirectory(Path.Combine(source, "a/b"));
        using (var file = File.Create(Path.Combine(source, "a/sparse")))
        {
            for (var i = 0; i < 40; i++) file.SetLength(file.Position = i * 1_000_000L);
            for (var i = 0; i < 40; i++) { file.Position = i * 1_000_000L; file.WriteByte((byte)(i + 1)); }
        }
        if (options[0] is not "--format=ustar") File.WriteAllText(Path.Combine(source, "a/b", new string('n', 200)), "long");
        var archive = Path.Combine(importer.State, "a.tar");
        using (var tar = Process.Start("tar", [.. options, "-C", source, "-cf", archive, "."])) await tar.WaitForExitAsync();
        var layer = (await importer.Store.ResolveAsync(new RootSource.Tarball(archive), null, CancellationToken.None)).Layers[0];
        using var diff = Process.Start("diff", ["-r", source, layer]);
        await diff.WaitForExitAsync();
        Assert.That(diff.ExitCode, Is.Zero);
        if (options.Contains("--sparse")) Assert.That(Importer.StatusOf(Path.Combine(layer, "a/sparse")).Blocks, Is.LessThan(1000));
    }

    [Test]
    public async Task An_archive_is_unpacked_once_by_many_callers_at_once()
    {
        using var importer = new Importer();
        var path = importer.Write(LayoutBuilder.Gzip(Small));
        var steps = 0;
        var layers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
            importer.NewStore().ResolveAsync(new RootSource.Tarball(path), new Counter(() => Interlocked.Increment(ref steps)), CancellationToken.None))));
        Assert.That(layers.Select(tree => tree.Layers[0]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(steps, Is.EqualTo(1));
    }

    [Test]
    public async Task The_rest_of_a_crash_is_removed_and_not_taken_for_a_layer()
    {
        using var importer = new Importer();
        var home = Directory.CreateDirectory(Path.Combine(importer.State, "images/sha256")).FullName;
        var digest = Importer.DigestOf(Small)["sha256:".Length..];
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(home, digest + ".partial")).FullName, "half"), "");
        Directory.CreateDirectory(Path.Combine(home, new string('0', 64) + ".partial"));
        var layer = await importer.ImportAsync(Small);
        Assert.That(File.Exists(Path.Combine(layer, "half")), Is.False);
        Assert.That(Directory.EnumerateFileSystemEntries(home).Select(Path.GetFileName), Is.EqualTo(new[] { digest }));
    }

    [Test]
    public async Task A_digest_that_was_given_must_match()
    {
        using var importer = new Importer();
        var path = importer.Write(Small);
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => importer.Store.ResolveAsync(new RootSource.Tarball(path, Importer.DigestOf([1])), null, CancellationToken.None));
        Assert.That((refusal!.Reason, refusal.Subject), Is.EqualTo((FailureReason.Corrupt, path)));
        importer.AssertNothingLeft();
        Assert.That((await importer.Store.ResolveAsync(new RootSource.Tarball(path, Importer.DigestOf(Small)), null, CancellationToken.None)).Digest, Is.EqualTo(Importer.DigestOf(Small)));
    }

    [TestCase("md5:00")]
    [TestCase("sha256:XYZ")]
    public async Task A_digest_that_is_none_is_the_callers_mistake(string digest)
    {
        using var importer = new Importer();
        Assert.That((await Assert.ThrowsAsync<InvalidSpecException>(() => importer.Store.ResolveAsync(new RootSource.Tarball(importer.Write(Small), digest), null, CancellationToken.None)))!.Field, Is.EqualTo("root.digest"));
    }

    [Test]
    public async Task A_source_that_is_not_there_or_empty_is_the_callers_mistake()
    {
        using var importer = new Importer();
        var empty = Directory.CreateDirectory(Path.Combine(importer.State, "empty")).FullName;
        foreach (var source in (RootSource[])[new RootSource.Tarball("/none.tar"), new RootSource.Tarball("relative"), new RootSource.Tarball(empty), new RootSource.Directory("/none"), new RootSource.Directory(empty), new RootSource.Directory(Path.Combine(importer.Canary, "keep"))])
            Assert.That((await Assert.ThrowsAsync<InvalidSpecException>(async () => await importer.Store.ResolveAsync(source, null, CancellationToken.None)))!.Field, Is.EqualTo("root.path"));
    }

    [TestCase("BZh91AY")]
    [TestCase("nothing like an archive")]
    [TestCase("")]
    public async Task What_is_no_archive_is_refused(string content)
    {
        using var importer = new Importer();
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => importer.ImportAsync(System.Text.Encoding.ASCII.GetBytes(content)));
        Assert.That(refusal!.Reason, Is.EqualTo(FailureReason.Corrupt));
        importer.AssertNothingLeft();
    }

    [Test]
    public async Task An_archive_cut_at_a_members_edge_or_in_its_compressed_stream_is_refused()
    {
        using var importer = new Importer();
        var packed = LayoutBuilder.Gzip(new TarBuilder().File("f", new string('x', 200_000)).Build());
        foreach (var cut in (byte[][])[new TarBuilder().File("f").Unended(), packed[..(packed.Length / 2)], LayoutBuilder.Zstd(Small)[..^9]])
            Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => importer.ImportAsync(cut)))!.Reason, Is.EqualTo(FailureReason.Corrupt));
        importer.AssertNothingLeft();
    }

    [Test]
    public async Task Cancelling_leaves_nothing()
    {
        using var importer = new Importer();
        using var stop = new CancellationTokenSource();
        var path = importer.Write(new TarBuilder().File("f", new string('x', 8 << 20)).Build());
        var task = importer.Store.ResolveAsync(new RootSource.Tarball(path), new Counter(stop.Cancel), stop.Token);
        await Assert.ThrowsAsync<OperationCanceledException>(() => task);
        importer.AssertNothingLeft();
    }

    private sealed class Counter(Action step) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value) => step();
    }
}
