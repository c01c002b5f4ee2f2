using Containment.Backups;
using Containment.Backups.HandingOver;
using Containment.Backups.Restic;
using Containment.Backups.Returning;
using Containment.Backups.Rounds;
using Containment.Backups.Taking;
using Containment.Containers;
using Containment.Containers.Life;

namespace Containment;

/// <summary>What Backups adds to a host and its containers.</summary>
public static class BackupsVerbs
{
    extension(Container container)
    {
        /// <summary>
        /// Sends the container's files, with what lies below them, its description and, where asked for, its memory to a repository. It stands still only while
        /// what changed during the copying is copied (and its memory is written), not for the sending. What the repository has already is not sent again.
        /// </summary>
        /// <exception cref="ContainmentException">restic is missing, the repository is not there (NotFound), out of reach (PeerFailed), locked (TimedOut) or full (Exhausted), or the memory can't be saved. The container goes on, and nothing is in the repository that looks like a whole backup.</exception>
        public Task<BackupReport> BackUpAsync(BackupRepository repository, BackupOptions? options = null, CancellationToken cancellationToken = default) =>
            new BackupTaking(container.Host.Containers(), repository).RunAsync(container.Id, options ?? new(), cancellationToken);

        /// <summary>
        /// Ends the container here and gives it away through a repository that another host reaches too: there RestoreBackupAsync has it go on, with its memory if it
        /// ran. It runs on one host at most: here it can't start any more, and of several hosts that restore it only the first has it. What it was stays here until it is deleted.
        /// </summary>
        /// <param name="repository">Which. It is asked before anything else is done.</param>
        /// <param name="progress">Told several times a second how far the sending is.</param>
        /// <param name="cancellationToken">Gives up. When the container has ended by then, the next call goes on from there.</param>
        /// <exception cref="ContainmentException">As for a backup. Where it says that the container does not run and is kept, the next call goes on from there, and <c>TakeBackAsync</c> undoes it.</exception>
        public Task<BackupReport> HandOverAsync(BackupRepository repository, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default) =>
            new HandOver(container.Host.Containers(), repository).RunAsync(container.Id, progress, cancellationToken);

        /// <summary>Brings a container back that was handed over, or was about to be. Where it ran it goes on, its connections closed.</summary>
        /// <param name="repository">Where it was handed over: from now on no other host can take it there. Null asks nobody: then the caller vouches that none has taken it, and that none will.</param>
        /// <param name="cancellationToken">Gives up.</param>
        /// <exception cref="ContainmentException">Another host has taken it, or it was not handed over (WrongState); the repository can't be reached.</exception>
        public Task TakeBackAsync(BackupRepository? repository, CancellationToken cancellationToken = default) =>
            new TakingBack(container.Host.Containers()).RunAsync(container.Id, repository, cancellationToken);
    }

    extension(ContainerHost host)
    {
        /// <summary>Makes a repository. One that is there is left as it is.</summary>
        /// <exception cref="ContainmentException">The place can't be reached or written.</exception>
        public async Task InitializeBackupsAsync(BackupRepository repository, CancellationToken cancellationToken = default)
        {
            try
            {
                await new ResticRun(repository).RunAsync(ResticArguments.Init(repository), cancellationToken).ConfigureAwait(false);
            }
            catch (ContainmentException there) when (there.Reason == FailureReason.AlreadyExists)
            {
                // And its password is the right one?
                await new BackupShelf(repository).ListAsync(null, cancellationToken).ConfigureAwait(false);
            }
        }

        /// <summary>The backups in a repository, of all containers or one, whichever host took them; oldest first.</summary>
        /// <exception cref="ContainmentException">There is no repository (NotFound), or it can't be reached.</exception>
        public Task<IReadOnlyList<Backup>> ListBackupsAsync(BackupRepository repository, ContainerId? container = null, CancellationToken cancellationToken = default) =>
            new BackupShelf(repository).ListAsync(container, cancellationToken);

        /// <summary>
        /// Makes a container from a backup, on this host or another. With memory it goes on where it was, its connections closed; without, it is there and does
        /// not run. What came back is compared with what was sent away before anything is made of it.
        /// </summary>
        /// <param name="repository">Where the backup is.</param>
        /// <param name="backup">Its name, or the first four letters or more.</param>
        /// <param name="options">How.</param>
        /// <param name="cancellationToken">Gives up; nothing is left.</param>
        /// <exception cref="ContainmentException">There is no such backup (NotFound), the name is taken (AlreadyExists), it is damaged (Corrupt), it was handed over and another host has it (WrongState), or what the container needs is not on this host.</exception>
        public Task<Container> RestoreBackupAsync(BackupRepository repository, string backup, RestoreBackupOptions? options = null, CancellationToken cancellationToken = default) =>
            new BackupReturning(host.Containers(), repository).RunAsync(backup, options ?? new(), cancellationToken);

        /// <summary>Checks a repository: whether all that its backups need is there and, with <paramref name="everything"/>, whether each byte of it is right.</summary>
        /// <exception cref="ContainmentException">It is damaged (Corrupt), and how.</exception>
        public async Task VerifyBackupsAsync(BackupRepository repository, bool everything = false, CancellationToken cancellationToken = default)
        {
            var restic = new ResticRun(repository);
            await restic.RunAsync(ResticArguments.Unlock(repository), cancellationToken).ConfigureAwait(false);
            await restic.RunAsync(ResticArguments.Check(repository, everything), cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Takes the backups that a plan says are due now, and forgets what it does not keep. To be called again and again; AddContainment does, where its options have plans.</summary>
        /// <returns>What was done for each container whose turn it was; one that failed keeps the others from nothing.</returns>
        /// <exception cref="ContainmentException">The repository is not there or out of reach.</exception>
        public Task<IReadOnlyList<BackupRound>> RunBackupPlanAsync(BackupPlan plan, CancellationToken cancellationToken = default) => new BackupRounds(host, plan).RunAsync(cancellationToken);

        /// <summary>Removes the backups that are not to be kept, of each container by itself, and what only they needed. Those with memory and those without are counted apart.</summary>
        /// <exception cref="InvalidSpecException">None would be kept.</exception>
        /// <exception cref="ContainmentException">Somebody else works on the repository (TimedOut), or it can't be reached.</exception>
        public async Task ForgetBackupsAsync(BackupRepository repository, BackupRetention keep, ContainerId? container = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(keep);
            if (keep.IsEmpty) throw new InvalidSpecException("keep", "nothing", "at least one backup that is kept");
            var restic = new ResticRun(repository);
            await restic.RunAsync(ResticArguments.Unlock(repository), cancellationToken).ConfigureAwait(false);
            await restic.RunAsync(ResticArguments.Forget(repository, container, keep), cancellationToken).ConfigureAwait(false);
        }
    }
}
