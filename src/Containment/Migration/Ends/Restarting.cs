using System.Globalization;
using System.Text;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Migration.Journals;

namespace Containment.Migration.Ends;

/// <summary>
/// Ends a container for a move, and starts it anew if the move comes to nothing. That it is the move which ended it, and which run of it, is noted
/// on disk before it is asked to: whoever rolls back after a crash then knows what to start, and never starts what ended by itself.
/// </summary>
internal sealed class Restarting(ContainerRegistry registry, ContainerId id, Guid migrationId)
{
    private string Note => Path.Combine(MoveJournal.DirectoryOf(registry.Host), $"{migrationId:N}.stopped");

    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: it has ended by itself.</exception>
    public async Task StopAsync(IContainerLock held, StopOptions options, CancellationToken cancellation)
    {
        var status = await new StatusReader(registry).ReadAsync(held, cancellation).ConfigureAwait(false);
        if (status.Phase is not (ContainerPhase.Running or ContainerPhase.Paused)) throw Ending.NotRunning(id);
        DurableFile.Write(Note, Encoding.ASCII.GetBytes(RunOf(status)));
        await new Ending(registry).StopAsync(held, await SpecAsync(cancellation).ConfigureAwait(false), options, cancellation).ConfigureAwait(false);
    }

    /// <summary>Starts it, if it was this move that ended it. One that is just ending is waited for.</summary>
    public async Task StartAgainAsync(IContainerLock held, StopOptions options, CancellationToken cancellation)
    {
        if (!File.Exists(Note)) return;
        var noted = await File.ReadAllTextAsync(Note, cancellation).ConfigureAwait(false);
        var status = await new StatusReader(registry).ReadAsync(held, cancellation).ConfigureAwait(false);
        if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused)
        {
            // Another run than the one that was noted: started again by whoever came this far before.
            if (RunOf(status) != noted) return;
            await new Ending(registry).StopAsync(held, await SpecAsync(cancellation).ConfigureAwait(false), options, cancellation).ConfigureAwait(false);
        }
        await new Starting(registry).RunAsync(held, await SpecAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    /// <summary>There is nothing to start again any more.</summary>
    public void Forget() => File.Delete(Note);

    private static string RunOf(ContainerStatus status) => status.StartedAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "";

    private Task<ContainerSpec> SpecAsync(CancellationToken cancellation) => registry.Store.ReadSpecAsync(id, cancellation);
}
