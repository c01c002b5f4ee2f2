using Containment.Resources;

namespace Containment.Cli.Options;

/// <summary>A number of bytes as it is typed.</summary>
internal static class ByteText
{
    public static long Parse(string field, string text) => ByteCount.TryParse(text, out var bytes) && bytes > 0 ? bytes : throw new InvalidSpecException(field, text, "bytes, as in 2147483648 or 2G");
}
