using System.IO.MemoryMappedFiles;
using Containment.Checkpoints.Storing;
using Containment.Kernel.Tests.Histories;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;

namespace Containment.Kernel.Tests.Checkpoints;

/// <summary>A copy in two rounds has all that was written in between, however it was written.</summary>
[Needs(Need.Root)]
internal sealed class LayerCopyTests
{
    private Importer _place = null!;
    private string _from = null!, _to = null!;

    [SetUp]
    public void Make()
    {
        _place = new();
        (_from, _to) = (Directory.CreateDirectory(Path.Combine(_place.State, "from")).FullName, Directory.CreateDirectory(Path.Combine(_place.State, "to")).FullName);
    }

    [TearDown]
    public void Remove() => _place.Dispose();

    [Test]
    public void What_a_mapping_writes_to_a_page_that_it_has_written_before_is_seen()
    {
        File.WriteAllBytes(Path.Combine(_from, "f"), new byte[4096]);
        using var file = MemoryMappedFile.CreateFromFile(Path.Combine(_from, "f"), FileMode.Open);
        using var page = file.CreateViewAccessor();
        page.Write(0, (byte)1);
        // Older than the walk by more than the kernel's clock needs to go on.
        Thread.Sleep(100);
        Between(() => page.Write(0, (byte)2));
        Assert.That(File.ReadAllBytes(Path.Combine(_to, "f"))[0], Is.EqualTo(2));
    }

    [Test]
    public void What_is_written_at_once_after_the_copy_is_seen_though_size_and_time_are_set_back()
    {
        for (var round = 0; round < 50; round++)
        {
            var path = Path.Combine(_from, $"f{round}");
            File.WriteAllText(path, "old");
            var time = File.GetLastWriteTimeUtc(path);
            Between(() =>
            {
                File.WriteAllText(path, "new");
                File.SetLastWriteTimeUtc(path, time);
            });
            Assert.That(File.ReadAllText(Path.Combine(_to, $"f{round}")), Is.EqualTo("new"));
            _to = Directory.CreateDirectory(Path.Combine(_place.State, $"to{round}")).FullName;
        }
    }

    [Test]
    public void An_attribute_that_was_taken_away_is_gone()
    {
        SnapshotScene.Shell(_from, "echo 1 > f; mkdir d");
        using var from = At.OpenDirectory(_from);
        foreach (var name in (string[])["f", "d"]) ExtendedAttributes.Set(from, name, "user.a", "1"u8);
        Between(() =>
        {
            foreach (var name in (string[])["f", "d"]) ExtendedAttributes.Remove(from, name, "user.a");
            ExtendedAttributes.Set(from, "d", "user.b", "2"u8);
        });
        using var to = At.OpenDirectory(_to);
        Assert.That(((string[])["f", "d"]).Select(name => string.Join(' ', ExtendedAttributes.Read(to, name).Select(one => one.Key))), Is.EqualTo(new[] { "", "user.b" }));
    }

    private void Between(Action act)
    {
        var copy = new LayerCopy([_from], [], _to);
        copy.Run(durable: false, following: true, CancellationToken.None);
        act();
        copy.Run(durable: false, following: false, CancellationToken.None);
    }
}
