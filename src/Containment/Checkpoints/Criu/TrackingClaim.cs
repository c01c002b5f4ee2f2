namespace Containment.Checkpoints.Criu;

/// <summary>
/// Makes CRIU believe that the kernel tracks which pages are written to. With a kernel that does not, an incremental dump then finds
/// that no page has changed, and so leaves all of them in the process: which is what is wanted where somebody else moves them. Pure.
/// </summary>
internal static class TrackingClaim
{
    // struct kerndat_s: has_dirty_track, after two magics, a device, a number and an address. CRIU is asked whether it has taken it up.
    private const int Place = 32;

    /// <summary>Whether the kernel itself tracks them, as CRIU found out.</summary>
    public static bool IsTrue(byte[] features) => features.Length > Place && features[Place] == 1;

    public static byte[] Make(byte[] features)
    {
        if (features.Length <= Place || features[Place] > 1) return features;
        byte[] claimed = [.. features];
        claimed[Place] = 1;
        return claimed;
    }
}
