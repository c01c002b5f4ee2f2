using System.Diagnostics;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Snapshots;
using Containment.Snapshots.Upper;

namespace Containment.Kernel.Tests.Snapshots;

[Needs(Need.Root, Need.Overlay)]
internal sealed class UpperTreeTests
{
    private Importer _place = null!;
    private RootLayers _from = null!, _to = null!;

    [SetUp]
    public void Make()
    {
        _place = new();
        var lower = Directory.CreateDirectory(Path.Combine(_place.State, "lower")).FullName;
        Shell(lower, "mkdir -p a/b c; echo 1 > a/b/f; echo 2 > c/g; echo 3 > gone; mkdir dir; echo 4 > dir/x; dd if=/dev/zero of=big bs=1M count=3 status=none");
        (_from, _to) = (Layers("from", lower), Layers("to", lower));
    }

    [TearDown]
    public void Remove() => _place.Dispose();

    [Test]
    public void A_layer_that_a_real_overlay_wrote_is_carried_over_in_every_respect()
    {
        using (var root = new OverlayMount(_from))
            Shell(root.Path, """
                rm gone; rm -r dir; mkdir dir; echo new > dir/y; echo 5 >> a/b/f; ln a/b/f a/second; ln -s /nowhere link
                truncate -s 50M sparse; echo tail >> sparse; mkfifo -m 0640 fifo; mknod dev c 1 3; chown 1000:1001 c/g; chmod 4755 c/g
                touch -d '2001-02-03 04:05:06.789' big; mkdir -m 2770 deep; touch -d '2002-01-01' deep; touch "$(printf 'a\nb\377')"
                """);
        UpperCopy.Apply(_from.Upper, _to.Upper, new([], UpperCopy.Walk(_from.Upper)));
        AssertSameView();
        Assert.That(Importer.StatusOf(Path.Combine(_to.Upper, "sparse")).Blocks, Is.LessThan(100));
    }

    [Test]
    public void The_kinds_that_only_an_overlay_has_are_told()
    {
        using (var root = new OverlayMount(_from)) Shell(root.Path, "rm gone; rm -r dir; mkdir dir; ln a/b/f a/second");
        var walk = UpperCopy.Walk(_from.Upper).ToDictionary(entry => entry.Path.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(walk["gone"].Kind, Is.EqualTo(UpperKind.Whiteout));
            Assert.That((walk["dir"].Kind, walk["dir"].Opaque), Is.EqualTo((UpperKind.Directory, true)));
            Assert.That((walk["a/second"].Kind, walk["a/second"].HardLinkOf.ToString()), Is.EqualTo((UpperKind.HardLink, "a/b/f")));
            Assert.That(walk.Values.SelectMany(entry => entry.Attributes).Select(attribute => attribute.Key), Has.None.StartsWith("trusted.overlay"));
        });
    }

    [Test]
    public void Rounds_of_changes_end_in_the_same_tree()
    {
        string[] rounds =
        [
            "echo 1 > n1; mkdir -p p/q; echo x > p/q/r; ln n1 n2",
            "echo 22 > n1; rm a/b/f; mv p/q p/moved; rm -r c; mkdir c; echo z > c/z",
            "ln n2 a0; rm n1; echo again > n1; chmod 600 n2; rm -r dir; echo file > dir; mv p/moved q",
            "rm dir; mkdir dir; echo r > gone; rm gone; cp -a q q2; truncate -s 10 n2; touch -r n1 n2",
        ];
        var sent = new List<UpperEntry>();
        foreach (var round in rounds)
        {
            using (var root = new OverlayMount(_from)) Shell(root.Path, round);
            var now = UpperCopy.Walk(_from.Upper);
            UpperCopy.Apply(_from.Upper, _to.Upper, UpperTreeChanges.Between(sent, now));
            sent = now;
            AssertSameView();
        }
        Assert.That(UpperTreeChanges.Between(sent, UpperCopy.Walk(_from.Upper)) is { Removed.Count: 0, Changed.Count: 0 }, Is.True);
    }

    [Test]
    public void Only_what_changed_is_told_again()
    {
        using (var root = new OverlayMount(_from)) Shell(root.Path, "for i in $(seq 50); do echo $i > f$i; done; mkdir e; echo 1 > e/in");
        var before = UpperCopy.Walk(_from.Upper);
        using (var root = new OverlayMount(_from)) Shell(root.Path, "echo more >> f7; rm f8");
        var delta = UpperTreeChanges.Between(before, UpperCopy.Walk(_from.Upper));
        Assert.That(delta.Removed.Select(path => path.ToString()), Is.EqualTo(new[] { "f8" }));
        Assert.That(delta.Changed.Select(entry => entry.Path.ToString()), Is.EqualTo(new[] { "", "f7" }));
    }

    [Test]
    public void A_digest_that_does_not_match_is_refused()
    {
        using var target = new UpperTreeWriter(_to.Upper);
        using var file = target.BeginFile(new() { Path = "f", Kind = UpperKind.File, Size = 3, Mode = 0x1A4 });
        file.Write(0, "abc"u8);
        Assert.That(Assert.Throws<ContainmentException>(() => file.Complete(new byte[32]))!.Reason, Is.EqualTo(FailureReason.Corrupt));
    }

    private void AssertSameView()
    {
        using var before = new OverlayMount(_from);
        using var after = new OverlayMount(_to);
        Assert.That(View(after.Path), Is.EqualTo(View(before.Path)));
    }

    // What a program inside would see: names, kinds, modes, owners, times, link counts, targets, attributes and content.
    private static List<string> View(string root)
    {
        var entries = UpperCopy.Walk(root);
        using var tree = new UpperTree(root);
        List<string> lines = [];
        foreach (var entry in entries)
        {
            var attributes = string.Join(',', entry.Attributes.Select(attribute => $"{attribute.Key}={Convert.ToHexString(attribute.Value)}"));
            var content = entry.Kind == UpperKind.File ? Content(tree, entry) : "";
            lines.Add($"{entry.Path} {entry.Kind} {entry.Mode:x} {entry.Uid}:{entry.Gid} {entry.Modified} {entry.Size} {entry.HardLinkOf} {entry.LinkTarget} {entry.Device} {attributes} {content}");
        }
        return lines;
    }

    private static string Content(UpperTree tree, UpperEntry entry)
    {
        using var content = tree.OpenContent(entry)!;
        var bytes = new byte[entry.Size];
        for (var at = 0; at < bytes.Length;) at += content.Read(at, bytes.AsSpan(at));
        return Importer.DigestOf(bytes);
    }

    private RootLayers Layers(string name, string lower)
    {
        var layers = new RootLayers([lower], Path.Combine(_place.State, name, "upper"), Path.Combine(_place.State, name, "work"));
        Directory.CreateDirectory(layers.Upper);
        Directory.CreateDirectory(layers.Work);
        return layers;
    }

    private static void Shell(string directory, string script)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/bash", ["-ec", script]) { WorkingDirectory = directory })!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, script);
    }
}
