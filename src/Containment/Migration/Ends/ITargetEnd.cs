using Containment.Migration.Wire;

namespace Containment.Migration.Ends;

/// <summary>What the target's machine acts on. Each verb may be called again after a crash.</summary>
internal interface ITargetEnd : IItemReceiver, IAsyncDisposable
{
    /// <summary>Judges the offer and makes what can be made beforehand; answers what the source need not send.</summary>
    /// <exception cref="MoveRefusedException">It can't be taken.</exception>
    Task<byte[]> PrepareAsync(ReadOnlyMemory<byte> offer, CancellationToken cancellation);

    /// <summary>After <see cref="PrepareAsync"/>: what it has of an attempt whose link broke.</summary>
    IReadOnlyCollection<KeptFile> Kept => [];

    /// <summary>Before <see cref="CleanUpAsync"/>: the link broke, so keep what came for another attempt.</summary>
    void KeepReceived()
    {
    }

    /// <summary>Everything is here: verifies it, restores it and holds it before its first instruction.</summary>
    Task RestoreAsync(CancellationToken cancellation);

    /// <summary>Lets it run and sees that it does. Throws only when it is certain that not one instruction ran.</summary>
    Task ActivateAsync(CancellationToken cancellation);

    /// <summary>It runs: waits until all of its memory is there, and asks for what is not.</summary>
    /// <param name="want">Says to the source what is wanted; lost where there is no link.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ContainmentException">It has ended for lack of its memory.</exception>
    Task FillAsync(Func<ReadOnlyMemory<byte>, Task> want, CancellationToken cancellation);

    /// <summary>There is a new link: what was wanted before and did not come is to be asked for again.</summary>
    Task AskAgainAsync();

    /// <summary>Ends it, whether it runs or not, and removes all of it: the source has taken it back.</summary>
    Task YieldAsync(CancellationToken cancellation);

    Task CleanUpAsync(CancellationToken cancellation);
}
