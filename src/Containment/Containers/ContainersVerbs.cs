using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Containment.Containers;
using Containment.Containers.Events;
using Containment.Containers.Life;
using Containment.Images;

namespace Containment;

/// <summary>What a host does with containers.</summary>
public static class ContainersVerbs
{
    extension(ContainerHost host)
    {
        /// <summary>Makes a container, ready to start. Nothing is left of a creation that fails.</summary>
        /// <exception cref="InvalidSpecException">A field can't be right; it is named.</exception>
        /// <exception cref="ContainmentException"><see cref="FailureReason.AlreadyExists"/>: the name is taken.</exception>
        public Task<Container> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken = default) =>
            new Creation(host.Containers()).RunAsync(spec, Ownership.Initial, cancellationToken: cancellationToken);

        /// <summary>Finds a container by its name.</summary>
        /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/>.</exception>
        public async Task<Container> GetAsync(ContainerId id, CancellationToken cancellationToken = default)
        {
            await host.Containers().ReadyAsync(cancellationToken).ConfigureAwait(false);
            var spec = await host.Containers().Store.ReadSpecAsync(id, cancellationToken).ConfigureAwait(false);
            // A description alone is a creation or a deletion under way.
            await host.Containers().Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
            return new Container(host, spec);
        }

        /// <summary>All containers of this host, by name. One whose files are damaged is left out and logged.</summary>
        public async Task<IReadOnlyList<Container>> ListAsync(CancellationToken cancellationToken = default)
        {
            await host.Containers().ReadyAsync(cancellationToken).ConfigureAwait(false);
            List<Container> found = [];
            foreach (var id in await host.Containers().Store.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                try
                {
                    found.Add(new Container(host, await host.Containers().Store.ReadSpecAsync(id, cancellationToken).ConfigureAwait(false)));
                }
                catch (ContainmentException gone) when (gone.Reason == FailureReason.NotFound)
                {
                    // Deleted since it was listed.
                }
                catch (ContainmentException damaged) when (damaged.Reason == FailureReason.Corrupt)
                {
                    // One damaged file must not hide all the others; asking for it by name says what is wrong.
                    RecoveryLog.Damaged(host.Logger<ContainerRegistry>(), id, damaged);
                }
            }
            return found;
        }

        /// <summary>
        /// Removes what no image with a name and no container needs: unpacked layers, stored layers, and trees that came with moves; and packages that no
        /// build of an image has used for long. Waits for pulls, builds and creations that are under way, and keeps new ones waiting.
        /// </summary>
        /// <param name="options">What is left.</param>
        /// <param name="cancellationToken">Gives up; what was removed stays so.</param>
        /// <exception cref="ContainmentException">A container's files are damaged (Corrupt), so that nobody can tell what it needs; nothing is removed.</exception>
        public Task<CollectedImages> CollectImagesAsync(CollectOptions? options = null, CancellationToken cancellationToken = default) =>
            new ImageCollection(host.Containers()).RunAsync(options ?? new(), cancellationToken);

        /// <summary>Removes a volume with its snapshots.</summary>
        /// <exception cref="ContainmentException">NotFound; WrongState: a container has it, which is named.</exception>
        public Task DeleteVolumeAsync(string name, CancellationToken cancellationToken = default) => new VolumeEnding(host.Containers()).DeleteAsync(name, cancellationToken);

        /// <summary>Makes a volume what it was at a snapshot. Containers may have it, but none of them may run. Its snapshots stay.</summary>
        /// <exception cref="ContainmentException">NotFound; WrongState: a container that runs has it; Exhausted: the disk is full. It is as it was then.</exception>
        public Task RollBackVolumeAsync(string name, string snapshot, CancellationToken cancellationToken = default) => new VolumeEnding(host.Containers()).RollBackAsync(name, snapshot, cancellationToken);

        /// <summary>What happens to containers of this host from now on, whichever process does it. Ends with the token.</summary>
        public IAsyncEnumerable<ContainerEvent> WatchAsync(CancellationToken cancellationToken = default)
        {
            // Opened here and not at the first look: what happens between the two must be seen.
            var feed = host.Containers().Feed;
            return ReadAsync(feed, feed.Open(), cancellationToken);
        }
    }

    private static async IAsyncEnumerable<ContainerEvent> ReadAsync(EventFeed feed, Channel<ContainerEvent> channel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    if (!await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)) yield break;
                }
                catch (OperationCanceledException)
                {
                    yield break;
                }
                while (channel.Reader.TryRead(out var happened)) yield return happened;
            }
        }
        finally
        {
            feed.Close(channel);
        }
    }
}
