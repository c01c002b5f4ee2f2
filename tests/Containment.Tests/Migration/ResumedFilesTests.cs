using System.Security.Cryptography;
using Containment.Linux.Descriptors;
using Containment.Migration;
using Containment.Migration.Files;
using Containment.Migration.Wire;

namespace Containment.Tests.Migration;

/// <summary>A tree is sent, the link breaks, and it is sent again to a target that kept what came.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase), CancelAfter(30_000)]
internal sealed class ResumedFilesTests : IDisposable
{
    private const int Megabyte = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly string _directory = Directory.CreateTempSubdirectory("ctm").FullName;
    private readonly ContainerHost _host;

    public ResumedFilesTests()
    {
        _host = ContainerHost.Open(new() { StateDirectory = Path.Combine(_directory, "state"), RuntimeDirectory = Path.Combine(_directory, "run") });
        Directory.CreateDirectory(Source);
        foreach (var name in (string[])["a", "b/c", "b/d"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Source, name))!);
            File.WriteAllBytes(Path.Combine(Source, name), RandomNumberGenerator.GetBytes(2 * Megabyte));
        }
        using var holes = File.OpenHandle(Path.Combine(Source, "b/holes"), FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(holes, RandomNumberGenerator.GetBytes(Megabyte), 3 * Megabyte);
        RandomAccess.SetLength(holes, 64 * Megabyte);
    }

    private string Source => Path.Combine(_directory, "source");

    [TestCase(3_100_000, 4_600_000)]
    [TestCase(6_900_000, 750_000)]
    public async Task Only_the_rest_is_sent_after_a_cut(int cutAfter, int mostAfterwards, CancellationToken cancellation)
    {
        await SendAsync("first", cutAfter, cancellation);
        var sent = await SendAsync("second", int.MaxValue, cancellation);
        Assert.That(sent, Is.LessThan(mostAfterwards));
        await AssertSameAsync("second", cancellation);
    }

    [Test]
    public async Task What_an_attempt_that_did_not_get_far_had_not_reached_is_not_lost(CancellationToken cancellation)
    {
        await SendAsync("first", 5_000_000, cancellation);
        await SendAsync("second", 1_000, cancellation);
        Assert.That(await SendAsync("third", int.MaxValue, cancellation), Is.LessThan(3_000_000));
        await AssertSameAsync("third", cancellation);
    }

    [Test]
    public async Task A_file_that_changed_meanwhile_is_sent_anew_even_with_its_old_time(CancellationToken cancellation)
    {
        await SendAsync("first", 3_100_000, cancellation);
        var changed = Path.Combine(Source, "a");
        var time = File.GetLastWriteTimeUtc(changed);
        await File.WriteAllBytesAsync(changed, RandomNumberGenerator.GetBytes(2 * Megabyte), cancellation);
        File.SetLastWriteTimeUtc(changed, time);
        Assert.That(await SendAsync("second", int.MaxValue, cancellation), Is.GreaterThan(5_000_000));
        await AssertSameAsync("second", cancellation);
    }

    [Test]
    public async Task What_was_spoiled_at_the_target_is_refused_by_its_digest(CancellationToken cancellation)
    {
        await SendAsync("first", 3_100_000, cancellation);
        var kept = Directory.EnumerateFiles(PartialMoves.DirectoryOf(_host), "a", SearchOption.AllDirectories).Single();
        using (var file = File.OpenHandle(kept, FileMode.Open, FileAccess.Write)) RandomAccess.Write(file, "spoiled"u8, 1000);
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => SendAsync("second", int.MaxValue, cancellation));
        Assert.That(refused!.Reason, Is.EqualTo(FailureReason.Corrupt));
    }

    [Test]
    public async Task What_is_kept_is_bounded_in_time_and_room_and_told_to_the_same_host_only(CancellationToken cancellation)
    {
        await SendAsync("first", 3_100_000, cancellation);
        Assert.That(new PartialMove(_host, "sha256:aa", "shop").Find(), Is.Not.Empty);
        Assert.That(new PartialMove(_host, "sha256:bb", "shop").Find(), Is.Empty);
        Assert.That(new PartialMove(_host, "sha256:aa", "shop2").Find(), Is.Empty);
        PartialMoves.Collect(_host, TimeSpan.FromDays(1), 100 * Megabyte);
        Assert.That(new PartialMove(_host, "sha256:aa", "shop").Find(), Is.Not.Empty);
        PartialMoves.Collect(_host, TimeSpan.FromDays(1), Megabyte);
        Assert.That(Directory.EnumerateFileSystemEntries(PartialMoves.DirectoryOf(_host)), Is.Empty);
        await SendAsync("second", 3_100_000, cancellation);
        PartialMoves.Collect(_host, TimeSpan.Zero, long.MaxValue);
        Assert.That(Directory.EnumerateFileSystemEntries(PartialMoves.DirectoryOf(_host)), Is.Empty);
    }

    [Test]
    public void Kept_files_that_a_hostile_target_tells_are_judged()
    {
        var good = KeptFiles.Messages([new(ItemSection.Layer, "a/b"u8.ToArray(), 70_000, new byte[32], [])]).Single();
        var kept = new KeptFiles();
        kept.Add(good);
        Assert.That(kept.Take(ItemSection.Layer, "a/b")?.Length, Is.EqualTo(70_000));
        Assert.That(kept.Take(ItemSection.Layer, "a/b"), Is.Null, "by the next round the target has let go of it");
        Assert.Throws<WireException>(() => kept.Add(good.AsSpan(1)));
        Assert.Throws<WireException>(() => kept.Add(good.AsSpan(0, good.Length - 1)));
        Assert.Throws<WireException>(() => kept.Add((byte[])[9, .. good[1..]]));
    }

    /// <summary>Sends the tree to a directory of that name over a link that lets so many bytes through; keeps what came where it broke. Returns how many were sent.</summary>
    private async Task<long> SendAsync(string name, long most, CancellationToken cancellation)
    {
        var wire = new MemoryStream();
        var partial = new PartialMove(_host, "sha256:aa", "shop");
        var kept = new KeptFiles();
        foreach (var message in KeptFiles.Messages(partial.Find())) kept.Add(message);
        await using var lanes = new ItemLanes(new FrameChannel(wire), [], new Pace(null, TimeProvider.System), MigrationCompression.None) { Kept = kept };
        await new TreeSender([Source], [], ItemSection.Layer, new ItemSender(lanes)).SendRoundAsync(frozen: false, cancellation);

        var target = Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;
        using var tree = new TreeReceiver(target, ItemSection.Layer, partial);
        var (reader, channel) = (new ItemReader(new TreeTaker(tree)), new FrameChannel(new MemoryStream(wire.ToArray()[..(int)Math.Min(most, wire.Length)])));
        try
        {
            while (true)
            {
                var frame = await channel.ReceiveAsync(Patience, cancellation);
                await reader.TakeAsync(frame, ItemPlace.Read(frame.Payload.Span), cancellation);
            }
        }
        catch (EndOfStreamException)
        {
            if (most < wire.Length) partial.Keep([(ItemSection.Layer, target)], tree.Stop());
        }
        return wire.Length;
    }

    private async Task AssertSameAsync(string name, CancellationToken cancellation) =>
        Assert.That(await TreeDigest.OfAsync(Path.Combine(_directory, name), cancellation), Is.EqualTo(await TreeDigest.OfAsync(Source, cancellation)));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private sealed class TreeTaker(TreeReceiver tree) : IItemReceiver
    {
        public Task BeginAsync(ItemSection section, ReadOnlyMemory<byte> header, CancellationToken cancellation)
        {
            tree.Begin(header);
            return Task.CompletedTask;
        }

        public Task ChunkAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            tree.Chunk(offset, bytes.Span);
            return Task.CompletedTask;
        }

        public Task EndAsync(ReadOnlyMemory<byte> trailer, CancellationToken cancellation)
        {
            tree.End(trailer.Span);
            return Task.CompletedTask;
        }
    }
}
