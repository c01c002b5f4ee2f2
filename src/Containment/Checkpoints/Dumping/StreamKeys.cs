using Containment.Launch;
using Containment.Linux.Descriptors;

namespace Containment.Checkpoints.Dumping;

/// <summary>How images name the pipes whose other ends the keeper holds.</summary>
internal static class StreamKeys
{
    public static async Task<IReadOnlyList<string?>> ReadAsync(KeeperSession keeper, bool terminal, CancellationToken cancellationToken)
    {
        if (terminal) return [];
        using var streams = await keeper.ReleaseAsync(cancellationToken).ConfigureAwait(false);
        return [Key(streams.Input), Key(streams.Output), Key(streams.Error)];
    }

    private static string? Key(Descriptor? stream) => stream is null ? null : new FileInfo($"/proc/self/fd/{stream.Number}").LinkTarget;
}
