using Containment.Migration.Protocol;

namespace Containment.Tests.Migration.Model;

/// <summary>Up to four effects that are still to be done, as a value that can be compared.</summary>
internal readonly record struct Pending(int Count, Effect First, Effect Second, Effect Third, Effect Fourth)
{
    public static Pending Of(Effect[] effects) => effects.Length > 4
        ? throw new InvalidOperationException("more effects in one step than the model holds")
        : new(effects.Length, At(effects, 0), At(effects, 1), At(effects, 2), At(effects, 3));

    public Pending Rest => new(Count - 1, Second, Third, Fourth, default);

    private static Effect At(Effect[] effects, int index) => index < effects.Length ? effects[index] : default;
}
