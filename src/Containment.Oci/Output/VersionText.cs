using Containment.Bundles.Oci;

namespace Containment.Oci.Output;

/// <summary>What --version prints, in the form that callers of runc take apart.</summary>
internal static class VersionText
{
    public static string Number { get; } = typeof(VersionText).Assembly.GetName().Version is { } version ? version.ToString(3) : "0.0.0";

    public static string Text => $"containment-oci version {Number}\nspec: {RuntimeSpec.Version}\n";
}
