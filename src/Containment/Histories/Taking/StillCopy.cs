using System.Diagnostics;
using Containment.Checkpoints;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Storing;
using Containment.Containers.Life;
using Containment.Linux.Namespaces;
using Containment.Resources;

namespace Containment.Histories.Taking;

/// <summary>
/// Copies the own files of a container that runs, as they are at one moment: all while it goes on, and what changed meanwhile while it stands
/// still. Where its memory is wanted too, CRIU writes it in the same freeze.
/// </summary>
/// <param name="registry">The containers.</param>
/// <param name="container">Which.</param>
/// <param name="begin">A copy that has run no round yet; asked for again where it lost track.</param>
internal sealed class StillCopy(ContainerRegistry registry, HeldContainer container, Func<LayerCopy> begin)
{
    private const int Tries = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Takes all of them at once instead, while it stands still; null where the file system can't.</summary>
    public Action? Share { get; init; }

    /// <summary>Begin other copies, which are made in the same rounds.</summary>
    public IReadOnlyList<Func<LayerCopy>> Beside { get; init; } = [];

    /// <returns>How long it stood still.</returns>
    public async Task<TimeSpan> FilesAsync(CancellationToken cancellationToken)
    {
        Check();
        var copies = await CopyAsync(cancellationToken).ConfigureAwait(false);
        var cgroup = ContainerCgroup.Open(registry.Host, container.Id);
        var (stood, still) = (cgroup.IsFrozen, new Stillness(registry, container.Id));
        var began = Stopwatch.GetTimestamp();
        try
        {
            still.Begin();
            await cgroup.FreezeAsync(Patience, cancellationToken).ConfigureAwait(false);
            ChangeSteps.Of(registry.Host).Reached("frozen");
            Finish(copies, cancellationToken);
        }
        finally
        {
            if (!stood) await cgroup.ThawAsync(Patience, CancellationToken.None).ConfigureAwait(false);
            still.End();
        }
        return Stopwatch.GetElapsedTime(began);
    }

    /// <param name="images">Where the processes' images go.</param>
    /// <param name="cancellationToken">Gives up; the container goes on.</param>
    /// <returns>How long it stood still, and what a restore must know.</returns>
    public async Task<(TimeSpan Freeze, ImageFacts Facts)> WithMemoryAsync(string images, CancellationToken cancellationToken)
    {
        CheckpointPowers.Check(container.Id);
        await using var dumper = await Dumper.PrepareAsync(registry.Host, container.Id, cancellationToken).ConfigureAwait(false);
        var copies = await CopyAsync(cancellationToken).ConfigureAwait(false);
        var (began, still) = (Stopwatch.GetTimestamp(), new Stillness(registry, container.Id));
        try
        {
            still.Begin();
            await dumper.FreezeAsync(cancellationToken).ConfigureAwait(false);
            ChangeSteps.Of(registry.Host).Reached("frozen");
            await dumper.DumpAsync(images, cancellationToken).ConfigureAwait(false);
            Finish(copies, cancellationToken);
        }
        finally
        {
            await dumper.ThawAsync(CancellationToken.None).ConfigureAwait(false);
            still.End();
        }
        return (Stopwatch.GetElapsedTime(began), dumper.Facts);
    }

    private void Finish(IReadOnlyList<LayerCopy> copies, CancellationToken cancellationToken)
    {
        Share?.Invoke();
        foreach (var copy in copies) copy.Run(durable: false, following: false, cancellationToken);
    }

    private async Task<IReadOnlyList<LayerCopy>> CopyAsync(CancellationToken cancellationToken)
    {
        List<LayerCopy> copies = [];
        foreach (var one in Share is null ? Beside.Prepend(begin) : Beside) copies.Add(await CopyAsync(one, cancellationToken).ConfigureAwait(false));
        return copies;
    }

    // The first round follows a moving target; where it loses track again and again, all is copied while the container stands still.
    private static async Task<LayerCopy> CopyAsync(Func<LayerCopy> begin, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var copy = begin();
            try
            {
                await Task.Run(() => copy.Run(durable: false, following: true, cancellationToken), cancellationToken).ConfigureAwait(false);
                return copy;
            }
            catch (ContainmentException lost) when (lost.Reason == FailureReason.Corrupt)
            {
                // Something was renamed under it.
            }
        }
        return begin();
    }

    private void Check()
    {
        if (Self.Standing == Standing.User)
            throw new ContainmentException(FailureReason.Unsupported, container.Id.Value, $"container {container.Id} runs, and its files belong to ids that an ordinary user can't copy as; stop it first");
    }
}
