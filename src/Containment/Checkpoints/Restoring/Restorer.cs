using Containment.Checkpoints.Dumping;

namespace Containment.Checkpoints.Restoring;

/// <summary>
/// Brings saved processes back, in steps so that as much as possible is done before the images are there:
/// <code>Prepare (images and files arrive) Restore: whole, but not one instruction has run | Commit: it runs, or Abort</code>
/// </summary>
internal sealed class Restorer : IAsyncDisposable
{
    /// <summary>
    /// Makes the surroundings: cgroups with the container's limits, keeper, streams, root file system, and CRIU ready in them. The container
    /// exists in the store, is created and not running, and the caller holds its lock. Files below the upper directory may still change afterwards,
    /// the directory itself may not be exchanged.
    /// </summary>
    /// <exception cref="ContainmentException">Nothing is left.</exception>
    public static Task<Restorer> PrepareAsync(ContainerHost host, ContainerId id, ImageFacts facts, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Rebuilds the processes and holds them before their first instruction; their links are there, but locked.</summary>
    /// <param name="directory">The images; some are changed to fit this host (id range, network namespace).</param>
    /// <param name="cancellationToken">Gives up as by <see cref="AbortAsync"/>.</param>
    /// <exception cref="ContainmentException">ToolFailed, Corrupt: nothing runs; call <see cref="AbortAsync"/>.</exception>
    public Task RestoreAsync(string directory, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Lets it run: network unlocked and announced, the keeper adopts it, it counts as started.</summary>
    /// <exception cref="ContainmentException">Thrown only while it is certain that not one instruction has run; call <see cref="AbortAsync"/>.</exception>
    public Task CommitAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Removes all that was made but files and cgroups. Fine at any time before <see cref="CommitAsync"/> has succeeded, and again.</summary>
    public Task AbortAsync() => throw new NotImplementedException();

    /// <summary>Aborts what was not committed.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
