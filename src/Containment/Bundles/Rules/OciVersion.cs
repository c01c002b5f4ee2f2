using System.Text.RegularExpressions;

namespace Containment.Bundles.Rules;

/// <summary>The version of the runtime specification: SemVer 2.0.0, of which we know major version 1.</summary>
internal static partial class OciVersion
{
    public static void Check(string? version)
    {
        if (version is null || Form().Match(version) is not { Success: true } form || form.Groups["major"].Value != "1")
            throw new InvalidSpecException("ociVersion", version, "a version 1.x.y (SemVer 2.0.0) of the OCI runtime specification");
    }

    [GeneratedRegex(@"\A(?<major>0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})(-[0-9A-Za-z.-]{1,64})?(\+[0-9A-Za-z.-]{1,64})?\z")]
    private static partial Regex Form();
}
