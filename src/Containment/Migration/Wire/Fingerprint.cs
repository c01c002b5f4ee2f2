using System.Security.Cryptography;

namespace Containment.Migration.Wire;

/// <summary>SHA-256 of a certificate, as <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
internal static class Fingerprint
{
    private const string Prefix = "sha256:";

    public static string Of(ReadOnlySpan<byte> certificate) => Prefix + Convert.ToHexStringLower(SHA256.HashData(certificate));

    /// <summary>Its one form; upper case, colons between bytes and a missing prefix are forgiven.</summary>
    /// <exception cref="InvalidSpecException">It is none.</exception>
    public static string Parse(string? text)
    {
        var digits = text?.Trim().ToLowerInvariant();
        if (digits?.StartsWith(Prefix, StringComparison.Ordinal) == true) digits = digits[Prefix.Length..];
        digits = digits?.Replace(":", "", StringComparison.Ordinal);
        return digits is { Length: 64 } && digits.All(char.IsAsciiHexDigitLower) ? Prefix + digits : throw new InvalidSpecException("fingerprint", text, "sha256: and 64 hexadecimal digits");
    }
}
