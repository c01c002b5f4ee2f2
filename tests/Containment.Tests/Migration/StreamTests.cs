using System.Diagnostics;
using System.Security.Cryptography;
using Containment.Migration;
using Containment.Tests.Migration.Fakes;

namespace Containment.Tests.Migration;

/// <summary>Moves over several connections, packed, and at a given rate.</summary>
[CancelAfter(30_000)]
internal sealed class StreamTests
{
    private static readonly byte[] Large = [.. Enumerable.Repeat("the same order again and again\n"u8.ToArray(), 300_000).SelectMany(line => line)];

    [TestCase(1, MigrationCompression.None)]
    [TestCase(1, MigrationCompression.Zstd)]
    [TestCase(4, MigrationCompression.None)]
    [TestCase(8, MigrationCompression.Lz4)]
    public async Task Files_and_memory_arrive_whole_over_any_number_of_streams(int streams, MigrationCompression compression, CancellationToken cancellation)
    {
        await using var hosts = await CreateAsync();
        var random = hosts.SourceCopy.Memory = RandomNumberGenerator.GetBytes(5_000_000);
        await hosts.ListenAsync();
        var report = await hosts.MoveAsync(new MigrateOptions { Streams = streams, Compression = compression }, cancellation: cancellation);
        Assert.That(hosts.TargetCopy.State, Is.EqualTo(FakeCopy.Running));
        Assert.That(hosts.Wire.Passed, Is.EqualTo(streams == 1 ? 1 : streams + 1));
        Assert.That(await File.ReadAllBytesAsync(Path.Combine(hosts.TargetCopy.Files, "large"), cancellation), Is.EqualTo(Large));
        Assert.That(await File.ReadAllBytesAsync(Path.Combine(hosts.TargetCopy.Files, "memory"), cancellation), Is.EqualTo(random));
        if (compression == MigrationCompression.None) Assert.That(report.WireBytes, Is.GreaterThan(Large.Length + random.Length));
        else Assert.That(report.WireBytes, Is.InRange(random.Length, random.Length + (Large.Length / 10)), "what does not get smaller goes as it is");
        Assert.That(hosts.OpenJournals, Is.Empty);
    }

    [TestCase(1, 200_000)]
    [TestCase(3, 200_000)]
    [TestCase(2, 1)]
    public async Task A_stream_that_breaks_takes_the_move_with_it_and_the_container_goes_on_here(int broken, int after, CancellationToken cancellation)
    {
        await using var hosts = await CreateAsync();
        await hosts.ListenAsync();
        var passed = 0;
        hosts.Wire.Lets = (number, bytes) => number != broken || Interlocked.Add(ref passed, bytes) < after;
        var failure = await Assert.ThrowsAsync<MigrationException>(() => hosts.MoveAsync(new MigrateOptions { Streams = 4, Compression = MigrationCompression.None, ConnectRetries = 0 }, cancellation: cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.LinkLost), failure.ToString());
        await hosts.Listener!.DisposeAsync();
        Assert.That((hosts.SourceCopy.State, hosts.TargetCopy.State, hosts.Violations), Is.EqualTo((FakeCopy.Running, FakeCopy.None, "")));
        Assert.That(hosts.OpenJournals, Is.Empty);
    }

    [TestCase(1)]
    [TestCase(4)]
    public async Task It_keeps_to_the_bandwidth_over_all_streams_together(int streams, CancellationToken cancellation)
    {
        await using var hosts = await CreateAsync();
        await hosts.ListenAsync();
        var began = Stopwatch.GetTimestamp();
        await hosts.MoveAsync(new MigrateOptions { Streams = streams, Compression = MigrationCompression.None, Bandwidth = 12_000_000 }, cancellation: cancellation);
        Assert.That(Stopwatch.GetElapsedTime(began).TotalSeconds, Is.GreaterThan((Large.Length / 12e6) - 0.15));
    }

    [Test]
    public async Task A_slow_link_is_packed_by_itself(CancellationToken cancellation)
    {
        await using var hosts = await CreateAsync();
        hosts.SourceCopy.Memory = [.. Large, .. Large, .. Large];
        await hosts.ListenAsync();
        var report = await hosts.MoveAsync(new MigrateOptions { Streams = 1, Bandwidth = 20_000_000 }, cancellation: cancellation);
        Assert.That(report.WireBytes, Is.LessThan(Large.Length * 3), "of four times as much");
        Assert.That(report.MemoryBytes, Is.GreaterThanOrEqualTo(3 * Large.Length));
    }

    private static async Task<TwoHosts> CreateAsync()
    {
        var hosts = await TwoHosts.CreateAsync();
        await File.WriteAllBytesAsync(Path.Combine(hosts.SourceCopy.Files, "large"), Large);
        return hosts;
    }
}
