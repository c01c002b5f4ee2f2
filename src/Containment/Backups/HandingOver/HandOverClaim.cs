using System.Security.Cryptography;
using System.Text;
using Containment.Backups.Restic;
using Containment.Backups.Taking;

namespace Containment.Backups.HandingOver;

/// <summary>
/// Takes what was handed over, for one host of all that reach the repository. Each host writes its own mark before it looks for those of others, and
/// gives way to any that it finds: of two at once at most one goes on. A mark holds for all backups of one handing over, also for such as arrive late.
/// </summary>
internal sealed class HandOverClaim(ContainerHostOptions host, BackupRepository repository)
{
    private const int Digits = 16;
    private readonly ResticRun _restic = new(repository);
    private readonly BackupShelf _shelf = new(repository);

    // The same for each try of this host, and another one for each other host.
    private readonly string _here = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ThisMachine.Id}\n{Environment.MachineName}\n{Path.GetFullPath(host.StateDirectory)}")))[..Digits];

    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: another host has it.</exception>
    public async Task CheckAsync(string handOver, CancellationToken cancellationToken) => Check(await _shelf.OfHandOverAsync(handOver, cancellationToken).ConfigureAwait(false));

    /// <summary>From now on it is this host's, or another host's. Asked again, it is as it was.</summary>
    /// <exception cref="ContainmentException">Another host has it (WrongState), or the repository can't be reached or is locked.</exception>
    public async Task TakeAsync(string handOver, CancellationToken cancellationToken)
    {
        var before = await _shelf.OfHandOverAsync(handOver, cancellationToken).ConfigureAwait(false);
        Check(before);
        if (before.Any(snapshot => snapshot.TakenBy == _here)) return;
        await MarkAsync(handOver, cancellationToken).ConfigureAwait(false);
        var after = await _shelf.OfHandOverAsync(handOver, cancellationToken).ConfigureAwait(false);
        Check(after);
        if (after.All(snapshot => snapshot.TakenBy != _here)) throw new ContainmentException(FailureReason.ToolFailed, $"{repository}", $"{repository} did not keep the mark that this host has taken a container");
    }

    private static ContainmentException Taken() => new(FailureReason.WrongState, "hand-over", "the container was handed over, and another host has taken it; a second one can be made of another backup");

    private void Check(IEnumerable<ResticSnapshot> all)
    {
        if (all.Any(snapshot => snapshot.TakenBy is { } taker && taker != _here)) throw Taken();
    }

    private async Task MarkAsync(string handOver, CancellationToken cancellationToken)
    {
        using var stage = await BackupStage.MakeAsync(host, $".{handOver}", cancellationToken).ConfigureAwait(false);
        var file = Path.Combine(stage.Path, "taken");
        await File.WriteAllTextAsync(file, _here, cancellationToken).ConfigureAwait(false);
        await _restic.RunAsync(ResticArguments.Mark(repository, handOver, _here, file), cancellationToken).ConfigureAwait(false);
    }
}
