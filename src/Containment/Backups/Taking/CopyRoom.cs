namespace Containment.Backups.Taking;

/// <summary>Decides whether a copy may stay until the next backup. Pure.</summary>
internal static class CopyRoom
{
    private const int Part = 10;

    /// <summary>A tenth of the disk is left to those who write to it.</summary>
    public static bool IsLeft(long free, long total) => free >= total / Part;
}
