using System.Text.RegularExpressions;

namespace Containment.Devices.Texts;

/// <summary>Addresses on the PCI bus: domain, bus, slot, function.</summary>
internal static partial class PciText
{
    public static string Checked(string? address) => Full(address) ?? throw new InvalidSpecException("devices.pci", address, "a PCI address as in 0000:00:04.0");

    /// <summary>With its domain; null when it is none.</summary>
    public static string? Full(string? address)
    {
        var low = address?.ToLowerInvariant();
        return low is null ? null : Long().IsMatch(low) ? low : Short().IsMatch(low) ? $"0000:{low}" : null;
    }

    // The domains of controllers behind Intel's VMD have five digits.
    [GeneratedRegex(@"\A[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]\z")]
    private static partial Regex Long();

    [GeneratedRegex(@"\A[0-9a-f]{2}:[01][0-9a-f]\.[0-7]\z")]
    private static partial Regex Short();
}
