using System.Text;
using System.Threading.Channels;
using Containment.Migration;
using Containment.Migration.Ends;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Tests.Migration.Fakes;

/// <summary>The source's end of a <see cref="FakeCopy"/>; fails at one work if it is told to.</summary>
internal sealed class FakeSourceEnd(string world, string container, Work failsAt = Work.None, MigrationStrategy strategy = MigrationStrategy.StopAndCopy) : ISourceEnd
{
    public FakeCopy Copy { get; } = new(world, "source");

    public Task<byte[]> OfferAsync(CancellationToken cancellation) => Task.FromResult(Encoding.UTF8.GetBytes($"{container} {strategy}"));

    public async Task CopyAsync(ReadOnlyMemory<byte> accepted, ItemSender items, IRoundWatch watch, CancellationToken cancellation)
    {
        watch.Round(1);
        foreach (var path in Directory.EnumerateFiles(Copy.Files))
        {
            await items.BeginAsync(ItemSection.Layer, Encoding.UTF8.GetBytes(Path.GetFileName(path)), cancellation);
            var bytes = await File.ReadAllBytesAsync(path, cancellation);
            for (var at = 0; at < bytes.Length; at += ItemSender.ChunkSize)
                await items.ChunkAsync(at, bytes.AsMemory(at, Math.Min(ItemSender.ChunkSize, bytes.Length - at)), cancellation);
            await items.EndAsync(cancellation);
        }
        await Fail(Work.Copy);
    }

    public Task QuietAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task FreezeAsync(CancellationToken cancellation)
    {
        Copy.Become(FakeCopy.Frozen);
        return Fail(Work.Freeze);
    }

    public async Task DumpAsync(ItemSender items, CancellationToken cancellation)
    {
        await items.BeginAsync(ItemSection.Memory, "memory"u8.ToArray(), cancellation);
        var memory = Copy.Memory;
        for (var at = 0; at < memory.Length; at += ItemSender.ChunkSize)
            await items.ChunkAsync(at, memory.AsMemory(at, Math.Min(ItemSender.ChunkSize, memory.Length - at)), cancellation);
        await Fail(Work.Dump);
        await items.EndAsync(cancellation);
    }

    public async Task ServeAsync(ItemSender items, ChannelReader<ReadOnlyMemory<byte>> wishes, CancellationToken cancellation)
    {
        // As long as it is wanted: what is asked for is sent, each time that it is.
        await foreach (var wish in wishes.ReadAllAsync(cancellation))
        {
            await items.BeginAsync(ItemSection.Pages, wish, cancellation);
            await items.ChunkAsync(0, "what it had not yet remembered"u8.ToArray(), cancellation);
            await Fail(Work.Serve);
            await items.EndAsync(cancellation);
        }
    }

    public Task ThawAsync(CancellationToken cancellation)
    {
        if (Copy.State == FakeCopy.None) throw new InvalidOperationException("thawed after it was deleted");
        Copy.Become(FakeCopy.Running);
        return Fail(Work.Thaw);
    }

    public Task TakeBackAsync(CancellationToken cancellation) => ThawAsync(cancellation);

    public Task DeleteAsync(CancellationToken cancellation)
    {
        if (Copy.State == FakeCopy.Running) throw new InvalidOperationException("deleted while it ran");
        Copy.Delete();
        return Fail(Work.Delete);
    }

    public ValueTask DisposeAsync() => default;

    private Task Fail(Work work) => work == failsAt ? throw new IOException($"{work} was told to fail") : Task.CompletedTask;
}
