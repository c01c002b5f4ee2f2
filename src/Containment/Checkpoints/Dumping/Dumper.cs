namespace Containment.Checkpoints.Dumping;

/// <summary>
/// Saves a running container's processes, in steps so that its owner decides what lies inside the freeze:
/// <code>Prepare | Freeze  (LockNetwork)  Dump | Thaw or End</code>
/// Only between the bars the container stands still. Until <see cref="EndAsync"/> nothing is lost: it stays frozen and whole.
/// </summary>
internal sealed class Dumper : IAsyncDisposable
{
    /// <summary>Looks at the container, refuses what can't be saved, and has CRIU ready. Changes nothing. The caller holds the container's lock.</summary>
    /// <exception cref="ContainmentException">WrongState: it does not run; ToolMissing, Unsupported: CRIU is not there or not for this; Unsupported: it has what can't be saved.</exception>
    public static Task<Dumper> PrepareAsync(ContainerHost host, ContainerId id, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>What a restore needs to know; complete after <see cref="PrepareAsync"/>.</summary>
    public ImageFacts Facts => throw new NotImplementedException();

    /// <summary>Stops every process.</summary>
    public Task FreezeAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>For a move: nothing goes in or out by its links any more. Undone by <see cref="ThawAsync"/>.</summary>
    public Task LockNetworkAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Writes the images of the frozen processes.</summary>
    /// <param name="directory">Exists and is empty; on a tmpfs for speed.</param>
    /// <param name="cancellationToken">Gives up; the container stays frozen.</param>
    /// <exception cref="ContainmentException">ToolFailed: CRIU's own words; the container is frozen and whole, and can be thawed.</exception>
    public Task DumpAsync(string directory, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Goes back: network and processes go on as if nothing had been. Fine at any time after <see cref="PrepareAsync"/>, and again.</summary>
    public Task ThawAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends the frozen container, as by SIGKILL, with its keeper and its links; its files and cgroups stay.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Lets CRIU go; what was frozen stays frozen.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
