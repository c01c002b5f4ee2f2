namespace Containment.Resources;

/// <summary>Stalls for want of one resource.</summary>
/// <param name="Some">Time in which at least one task waited.</param>
/// <param name="Full">Time in which all of them waited.</param>
public sealed record PressureStall(PressureShare Some, PressureShare Full);

/// <summary>Shares of time, 0 to 1, over sliding windows, and the sum.</summary>
/// <param name="Last10Seconds">Share of the last 10 seconds.</param>
/// <param name="Last60Seconds">Share of the last 60 seconds.</param>
/// <param name="Last300Seconds">Share of the last 300 seconds.</param>
/// <param name="Total">Time stalled in all.</param>
public sealed record PressureShare(double Last10Seconds, double Last60Seconds, double Last300Seconds, TimeSpan Total)
{
    /// <summary>No stall at all.</summary>
    public static PressureShare Zero { get; } = new(0, 0, 0, TimeSpan.Zero);
}
