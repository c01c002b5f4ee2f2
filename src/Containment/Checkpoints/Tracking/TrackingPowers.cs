using Containment.Linux.Memory;

namespace Containment.Checkpoints.Tracking;

/// <summary>What the kernel can do to know of written pages.</summary>
internal readonly record struct TrackingPowers(bool SoftDirty, bool WriteProtection)
{
    /// <summary>Marks are preferred: nothing is put into the process for them. Pure.</summary>
    public TrackingKind Choose() => SoftDirty ? TrackingKind.SoftDirty : WriteProtection ? TrackingKind.WriteProtection : TrackingKind.None;

    /// <summary>Tries both on this process.</summary>
    public static TrackingPowers Look() => new(TrackingProbe.HasSoftDirty(), TrackingProbe.HasWriteProtection());
}
