namespace Containment.Snapshots.Quotas;

/// <summary>One way of keeping what layers take within bounds.</summary>
internal interface ILayerQuota
{
    /// <summary>Makes the directory that the layers will be in, bounded. What a failed try leaves is <see cref="Release"/>d by the caller.</summary>
    Task MakeAsync(LayerPlace place, long bytes, CancellationToken cancellation);

    /// <summary>Changes how much there may be.</summary>
    /// <param name="place">Where.</param>
    /// <param name="before">What was allowed.</param>
    /// <param name="bytes">What is from now on.</param>
    /// <param name="runs">Whether its container does.</param>
    /// <param name="cancellation">Gives up, as long as nothing is changed.</param>
    /// <exception cref="ContainmentException">Unsupported: it can't in this direction; WrongState: less than what is there. Nothing is changed.</exception>
    Task ResizeAsync(LayerPlace place, long before, long bytes, bool runs, CancellationToken cancellation);

    DiskUsage Read(LayerPlace place);

    /// <summary>Gives some room beyond what the container can fill, until the result is disposed: what is full must still be rolled back.</summary>
    /// <param name="place">Where.</param>
    /// <param name="bytes">What is allowed.</param>
    IDisposable Spare(LayerPlace place, long bytes);

    /// <summary>Lets go of all beside the directories; nothing happens where there is nothing. The layers are removed next.</summary>
    void Release(LayerPlace place);
}
