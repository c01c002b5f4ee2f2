using System.Text;
using Containment.Migration.Ends;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Tests.Migration.Fakes;

/// <summary>The target's end of a <see cref="FakeCopy"/>; fails at one work if it is told to.</summary>
internal sealed class FakeTargetEnd(string world, Work failsAt = Work.None) : ITargetEnd
{
    private readonly TaskCompletionSource _filled = new();
    private Func<ReadOnlyMemory<byte>, Task>? _want;
    private FileStream? _file;

    public FakeCopy Copy { get; } = new(world, "target");

    public async Task<byte[]> PrepareAsync(ReadOnlyMemory<byte> offer, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Copy.Files);
        Copy.Become(FakeCopy.Prepared);
        await Fail(Work.Prepare);
        return [];
    }

    public Task BeginAsync(ItemSection section, ReadOnlyMemory<byte> header, CancellationToken cancellation)
    {
        // What was half sent over a link that broke.
        _file?.Dispose();
        _file = File.Create(Path.Combine(Copy.Files, Path.GetFileName(Encoding.UTF8.GetString(header.Span))));
        return Task.CompletedTask;
    }

    public async Task ChunkAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (failsAt == Work.Copy) throw new IOException("no space left on the target");
        _file!.Seek(offset, SeekOrigin.Begin);
        await _file.WriteAsync(bytes, cancellation);
    }

    public async Task EndAsync(ReadOnlyMemory<byte> trailer, CancellationToken cancellation)
    {
        if (Path.GetFileName(_file!.Name) == "the rest") _filled.TrySetResult();
        await _file!.DisposeAsync();
        _file = null;
    }

    public Task RestoreAsync(CancellationToken cancellation)
    {
        Copy.Become(FakeCopy.Held);
        return Fail(Work.Restore);
    }

    public async Task ActivateAsync(CancellationToken cancellation)
    {
        await Fail(Work.Activate);
        Copy.Become(FakeCopy.Running);
    }

    public async Task FillAsync(Func<ReadOnlyMemory<byte>, Task> want, CancellationToken cancellation)
    {
        _want = want;
        await AskAgainAsync();
        await Fail(Work.Fill);
        await _filled.Task.WaitAsync(cancellation);
    }

    public Task AskAgainAsync() => _want?.Invoke("the rest"u8.ToArray()) ?? Task.CompletedTask;

    public Task YieldAsync(CancellationToken cancellation)
    {
        Copy.Delete();
        return Task.CompletedTask;
    }

    public Task CleanUpAsync(CancellationToken cancellation)
    {
        // What ran on half a memory is ended first.
        if (_want is not null && !_filled.Task.IsCompleted) Copy.Become(FakeCopy.Held);
        if (Copy.State == FakeCopy.Running) File.AppendAllText(Path.Combine(world, "violations"), "the target cleaned up what ran\n");
        _file?.Dispose();
        Copy.Delete();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? default;

    private Task Fail(Work work) => work == failsAt ? throw new InvalidOperationException($"{work} was told to fail") : Task.CompletedTask;
}
