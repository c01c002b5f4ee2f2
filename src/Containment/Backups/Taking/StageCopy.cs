using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Storing;
using Containment.Containers.Life;
using Containment.Histories.Taking;

namespace Containment.Backups.Taking;

/// <summary>Fills a backup's directory with a container's own files as they are at one moment, beginning with the copy that was kept of the last time.</summary>
internal sealed class StageCopy(ContainerRegistry registry, HeldContainer container, BackupStage stage, VolumeCopies volumes)
{
    private readonly string[] _layers = [.. container.State.Own.Below.Prepend(container.State.Own.Upper).Select(number => registry.Snapshots.UpperOf(container.Id, number))];
    private readonly KeptCopy _kept = new(registry, container.Id);
    private CopyOrigin _origin;
    private LayerCopy? _copy;
    private bool _began;

    /// <returns>How long the container stood still, and what a restore of its memory must know.</returns>
    public async Task<(TimeSpan Freeze, ImageFacts? Facts)> RunAsync(bool memory, CancellationToken cancellationToken)
    {
        _origin = CopyOrigin.Of(_layers, container.State.Layers);
        if (!container.Runs)
        {
            await Task.Run(() => OfStill(cancellationToken), cancellationToken).ConfigureAwait(false);
            return (TimeSpan.Zero, null);
        }
        var still = new StillCopy(registry, container, Begin) { Beside = volumes.Copies };
        return memory ? await still.WithMemoryAsync(stage.BeginMemory(), cancellationToken).ConfigureAwait(false)
            : (await still.FilesAsync(cancellationToken).ConfigureAwait(false), null);
    }

    /// <summary>False where what was kept had been damaged; nothing is kept any more then.</summary>
    /// <param name="seal">The digest of all names in the copy.</param>
    public bool IsWhole(string seal) => !_began || LayerDigest.Of(_copy!.Entries, CancellationToken.None) == seal;

    /// <summary>Keeps it for the next time. Under the container's lock.</summary>
    public void Keep() => _kept.Put(stage, _origin, _copy!.Entries);

    private void OfStill(CancellationToken cancellationToken)
    {
        foreach (var begin in volumes.Copies) begin().Run(durable: false, following: false, cancellationToken);
        try
        {
            Begin().Run(durable: false, following: true, cancellationToken);
        }
        catch (ContainmentException lost) when (lost.Reason == FailureReason.Corrupt)
        {
            // What was kept is not what it was.
            Begin().Run(durable: false, following: true, cancellationToken);
        }
    }

    // The second time there is nothing kept any more, and all is copied.
    private LayerCopy Begin()
    {
        var before = _kept.Take(stage, _origin);
        _began = before is not null;
        if (before is null) stage.Begin(like: _layers[0]);
        return _copy = new(_layers, container.State.Layers, stage.Upper, before);
    }
}
