using NUnit.Framework.Constraints;

namespace Containment.Kernel.Tests.Security;

/// <summary>What a probe's words mean.</summary>
internal static class Holds
{
    /// <summary>Everything that the probe tried failed; it did try.</summary>
    public static Constraint Everything => Does.Contain("held ").And.Not.Contain("escaped ");

    /// <summary>The attack worked.</summary>
    public static Constraint Nothing => Does.Contain("escaped ");
}
