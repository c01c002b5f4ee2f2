using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Detached;
using Containment.Launch;
using Containment.Linux.Descriptors;

namespace Containment.Oci.Life;

/// <summary>What a container is brought back from, and how.</summary>
/// <param name="Images">The directory of the images.</param>
/// <param name="Work">The directory for CRIU's log.</param>
/// <param name="Program">Which CRIU; null: the one that is found.</param>
/// <param name="Options">How.</param>
internal sealed record RestoreSource(string Images, string Work, string? Program, BringBackOptions Options)
{
    /// <returns>The first process, as the host sees it, and its terminal where it has one.</returns>
    public async Task<(int Pid, Descriptor? Terminal)> RunAsync(LaunchRequest request, AtPause? hooks, string rootfs, string store, string directory, CancellationToken cancellationToken)
    {
        var restore = new DetachedRestore(request, Images, Work, Options)
        {
            Program = CriuProgram.Choose(Program),
            Directory = store,
            Socket = $"{directory}/criu.sock",
            AtPause = hooks,
            Resolve = path => MountPlaces.Resolve(rootfs, path),
        };
        MountPlaces.Make(rootfs, request.Spec.Mounts ?? []);
        return await restore.RunAsync([0, 1, 2], cancellationToken).ConfigureAwait(false);
    }
}
