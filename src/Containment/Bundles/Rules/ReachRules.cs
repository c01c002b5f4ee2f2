using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>
/// What a valid bundle may ask for that a launch does not do yet. It is refused by name: a container that runs without
/// what protects it is worse than one that does not run.
/// </summary>
internal static class ReachRules
{
    /// <exception cref="InvalidSpecException">It asks for one of these.</exception>
    public static void Check(RuntimeSpec spec)
    {
        var (process, linux) = (spec.Process, spec.Linux);
        if (process is null) throw new InvalidSpecException("process", null, "what to run");
        Refuse("linux.intelRdt", linux?.IntelRdt);
    }

    private static void Refuse(string field, object? value)
    {
        if (value is not (null or "" or System.Collections.ICollection { Count: 0 })) throw new InvalidSpecException(field, "set", "nothing: this version does not do it yet");
    }
}
