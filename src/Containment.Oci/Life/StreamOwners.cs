using Containment.Linux.Descriptors;

namespace Containment.Oci.Life;

/// <summary>Gives a process's pipes to its user, so that it can open /dev/stdout. Files and devices of the host stay whose they are.</summary>
internal static class StreamOwners
{
    /// <summary>Those of input, output and error that are /dev/null.</summary>
    public static IReadOnlyList<int> Discarding { get; } = [.. Enumerable.Range(0, 3).Where(IsNull)];

    private static bool IsNull(int n) => FileStatus.TryOf(new Descriptor(n, owned: false), "") is { Kind: FileKind.CharDevice, Represents: (1, 3) };

    /// <param name="uid">The host's id of the user.</param>
    public static void Give(long uid)
    {
        for (var n = 0; n < 3; n++)
        {
            // Not ours to close.
            var stream = new Descriptor(n, owned: false);
            if (FileStatus.TryOf(stream, "") is { Kind: FileKind.Fifo } status && status.Uid != uid) _ = LibC.fchown(n, (uint)uid, uint.MaxValue);
        }
    }
}
