using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Containment.Images.Layers;

/// <summary>A SHA-256 digest as 64 lower-case hexadecimal digits. Its text is <c>sha256:…</c> (image-spec, descriptor.md).</summary>
internal readonly record struct Digest(string Hex)
{
    private const string Prefix = "sha256:";

    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        var hex = text is not null && text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : "";
        digest = new(hex);
        return hex.Length == 64 && hex.All(digit => digit is >= '0' and <= '9' or >= 'a' and <= 'f');
    }

    public static Digest Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)));

    public override string ToString() => Prefix + Hex;
}
