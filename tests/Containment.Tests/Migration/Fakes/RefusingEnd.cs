using Containment.Migration;
using Containment.Migration.Ends;
using Containment.Migration.Wire;

namespace Containment.Tests.Migration.Fakes;

/// <summary>A target that takes nothing.</summary>
internal sealed class RefusingEnd(string world, IReadOnlyList<MigrationFinding> findings) : ITargetEnd
{
    public Task<byte[]> PrepareAsync(ReadOnlyMemory<byte> offer, CancellationToken cancellation) => throw new MoveRefusedException(findings);

    public Task BeginAsync(ItemSection section, ReadOnlyMemory<byte> header, CancellationToken cancellation) => throw new InvalidOperationException();

    public Task ChunkAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => throw new InvalidOperationException();

    public Task EndAsync(ReadOnlyMemory<byte> trailer, CancellationToken cancellation) => throw new InvalidOperationException();

    public Task RestoreAsync(CancellationToken cancellation) => throw new InvalidOperationException();

    public Task ActivateAsync(CancellationToken cancellation) => throw new InvalidOperationException();

    public Task FillAsync(Func<ReadOnlyMemory<byte>, Task> want, CancellationToken cancellation) => throw new InvalidOperationException();

    public Task AskAgainAsync() => throw new InvalidOperationException();

    public Task YieldAsync(CancellationToken cancellation) => throw new InvalidOperationException();

    public Task CleanUpAsync(CancellationToken cancellation)
    {
        new FakeCopy(world, "target").Delete();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => default;
}
