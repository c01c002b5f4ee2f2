namespace Containment.Migration.Wire;

/// <summary>How a way of packing does with what is sent at present.</summary>
/// <param name="Speed">Plain bytes a second.</param>
/// <param name="Ratio">What is left of a byte, 0 to 1.</param>
internal readonly record struct PackingRate(double Speed, double Ratio)
{
    // The newest of about eight samples counts most, so that what follows a stretch of another kind is soon seen.
    private const double Weight = 1.0 / 8;

    public PackingRate With(int plain, int packed, TimeSpan took) => new(
        (Speed * (1 - Weight)) + (plain / Math.Max(took.TotalSeconds, 1e-6) * Weight),
        (Ratio * (1 - Weight)) + ((double)packed / plain * Weight));

    /// <summary>Seconds for one plain byte on a link of so many bytes a second.</summary>
    public double Cost(double link) => (1 / Speed) + (Ratio / link);
}
