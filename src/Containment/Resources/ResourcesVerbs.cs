using System.Runtime.CompilerServices;
using Containment.Resources;
using Containment.Resources.Watching;

namespace Containment;

/// <summary>What a host does about what its containers use.</summary>
public static class ResourcesVerbs
{
    extension(ContainerHost host)
    {
        /// <summary>Opens what reads the use and the pressure of all containers again and again.</summary>
        /// <exception cref="KernelException">This user has no inotify instance left.</exception>
        public ResourceSampler OpenSampler(SamplerOptions? options = null) => new(host, options ?? new());

        /// <summary>
        /// What containers come to the end of from now on: out-of-memory kills, limits reached, thresholds of pressure passed. One thread waits for all
        /// of them. A reader that is more than 1,024 events behind loses no count: what there is no room for is added up, and told in one event for each
        /// container and kind when there is room again; only pressure, which is told again while it lasts, is left out. Ends with the token.
        /// </summary>
        /// <exception cref="KernelException">A threshold is refused, or descriptors or inotify instances are used up.</exception>
        public IAsyncEnumerable<ResourceEvent> WatchResourcesAsync(ResourceWatchOptions? options = null, CancellationToken cancellationToken = default) =>
            // Opened here and not at the first look: what happens between the two must be seen.
            ReadAsync(Open(host, options ?? new(), cancellationToken), cancellationToken);
    }

    private static ResourceWatch Open(ContainerHost host, ResourceWatchOptions options, CancellationToken cancellationToken)
    {
        var watch = new ResourceWatch(host, options);
        // Also when nobody ever reads.
        cancellationToken.UnsafeRegister(static watch => ((ResourceWatch)watch!).End(), watch);
        return watch;
    }

    private static async IAsyncEnumerable<ResourceEvent> ReadAsync(ResourceWatch watch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (watch)
        {
            while (true)
            {
                try
                {
                    if (!await watch.Events.WaitToReadAsync(cancellationToken).ConfigureAwait(false)) yield break;
                }
                catch (OperationCanceledException)
                {
                    yield break;
                }
                while (watch.Events.TryRead(out var happened)) yield return happened;
            }
        }
    }
}
