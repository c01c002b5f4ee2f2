namespace Containment.Checkpoints.Tracking;

/// <summary>Makes the tracker that suits the kernel.</summary>
internal static class DirtyTracker
{
    /// <param name="kind">See <see cref="TrackingPowers.Choose"/>.</param>
    /// <param name="standstill">Stops the processes for the milliseconds in which marks are read; used for those only.</param>
    /// <returns>Null for <see cref="TrackingKind.None"/>.</returns>
    public static IDirtyTracker? Make(TrackingKind kind, Standstill standstill) => kind switch
    {
        TrackingKind.SoftDirty => new SoftDirtyTracker(standstill),
        TrackingKind.WriteProtection => new WriteProtectionTracker(),
        _ => null,
    };
}
