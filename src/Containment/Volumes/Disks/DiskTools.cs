namespace Containment.Volumes.Disks;

/// <summary>Makes file systems, and grows one that nobody has mounted, by the tools of their own packages.</summary>
internal static class DiskTools
{
    private static readonly Dictionary<string, string> Plain = new() { ["LC_ALL"] = "C" };

    public static Task FormatAsync(DiskImage image, CancellationToken cancellation) => image.Kind switch
    {
        // The tables are made at once: made later, by the kernel, they would take the host's room and time when nobody expects it.
        VolumeKind.Ext4 => RunAsync(new("mkfs.ext4", "file systems are made by it", "e2fsprogs"), ["-q", "-F", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0", image.Path], image, cancellation),
        VolumeKind.Xfs => RunAsync(new("mkfs.xfs", "file systems are made by it", "xfsprogs"), ["-q", "-f", image.Path], image, cancellation),
        _ => RunAsync(new("mkfs.btrfs", "file systems are made by it", "btrfs-progs"), ["-q", "-f", image.Path], image, cancellation),
    };

    /// <summary>Grows an ext4 to the size of its file.</summary>
    public static async Task GrowAsync(DiskImage image, CancellationToken cancellation)
    {
        // resize2fs(8) wants it checked; 1 is "errors corrected".
        await RunAsync(new("e2fsck", "file systems are checked by it", "e2fsprogs"), ["-f", "-p", image.Path], image, cancellation, most: 1).ConfigureAwait(false);
        await RunAsync(new("resize2fs", "file systems are grown by it", "e2fsprogs"), [image.Path], image, cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs one of them on a file that nobody has mounted.</summary>
    public static async Task RunAsync(ExternalProgram program, string[] arguments, DiskImage image, CancellationToken cancellation, int most = 0)
    {
        List<string> told = [];
        var code = await program.RunAsync(arguments, Plain, async (output, stop) => await output.ReadToEndAsync(stop).ConfigureAwait(false), told.Add, cancellation).ConfigureAwait(false);
        if (code <= most) return;
        var words = Brief.Text(string.Join(' ', told.TakeLast(5)));
        throw new ContainmentException(words.Contains("No space left", StringComparison.Ordinal) ? FailureReason.Exhausted : FailureReason.ToolFailed, image.Path, $"{program.Name} failed on {image.Path} ({code}): {words}");
    }
}
