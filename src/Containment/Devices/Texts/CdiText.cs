using System.Text.RegularExpressions;

namespace Containment.Devices.Texts;

/// <summary>Names of the Container Device Interface (cncf-tags/container-device-interface, SPEC.md, "Kind" and "CDI devices").</summary>
internal static partial class CdiText
{
    public static string Checked(string? name) => IsQualified(name) ? name! : throw new InvalidSpecException("devices.cdi", name, "a name as in vendor.com/class=device");

    public static bool IsQualified(string? name) => name?.IndexOf('=') is > 0 and var at && IsKind(name[..at]) && IsName(name[(at + 1)..]);

    public static bool IsKind(string kind) => kind.Length < 256 && Kind().IsMatch(kind);

    public static bool IsName(string name) => name.Length < 256 && Name().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z]([A-Za-z0-9_.-]*[A-Za-z0-9])?/[A-Za-z]([A-Za-z0-9_-]*[A-Za-z0-9])?\z")]
    private static partial Regex Kind();

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9_.:-]*[A-Za-z0-9])?\z")]
    private static partial Regex Name();
}
