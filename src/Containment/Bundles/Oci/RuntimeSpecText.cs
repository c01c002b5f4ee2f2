using System.Text.Json;
using Containment.Bundles.Rules;

namespace Containment.Bundles.Oci;

/// <summary>config.json as bytes, and back.</summary>
internal static class RuntimeSpecText
{
    private const int Largest = 4 << 20;

    /// <exception cref="InvalidSpecException">It is too large, no JSON, of another form, or breaks a rule; the field is named.</exception>
    public static RuntimeSpec Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > Largest) throw new InvalidSpecException("config.json", json.Length, $"at most {Largest} bytes");
        try
        {
            return RuntimeSpecRules.Check(JsonSerializer.Deserialize(json, RuntimeSpecJson.Default.RuntimeSpec) ?? throw new InvalidSpecException("config.json", null, "an object"));
        }
        catch (JsonException wrong)
        {
            var field = wrong.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "config.json";
            throw new InvalidSpecException(field, "of another form", $"what config.md of the OCI runtime specification describes ({wrong.Message})", wrong);
        }
    }

    public static byte[] Write(RuntimeSpec spec) => JsonSerializer.SerializeToUtf8Bytes(spec, RuntimeSpecJson.Default.RuntimeSpec);
}
