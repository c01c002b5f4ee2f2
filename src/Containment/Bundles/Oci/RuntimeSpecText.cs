using System.Text.Json;
using Containment.Bundles.Rules;

namespace Containment.Bundles.Oci;

/// <summary>config.json as bytes, and back.</summary>
internal static class RuntimeSpecText
{
    private const int Largest = 4 << 20;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <param name="json">The bytes.</param>
    /// <param name="bundle">The bundle's directory, to which sources of binds may be relative; null: such are left as they are.</param>
    /// <exception cref="InvalidSpecException">It is too large, no JSON, of another form, or breaks a rule; the field is named.</exception>
    public static RuntimeSpec Read(ReadOnlySpan<byte> json, string? bundle = null)
    {
        if (json.Length > Largest) throw new InvalidSpecException("config.json", json.Length, $"at most {Largest} bytes");
        var spec = RuntimeSpecRules.Check(Read(json, "", RuntimeSpec.From));
        return bundle is null || spec.Mounts is not { } mounts ? spec : spec with { Mounts = [.. mounts.Select(mount => MountRules.Within(mount, bundle))] };
    }

    /// <summary>Reads one object of the specification.</summary>
    /// <param name="json">The object alone.</param>
    /// <param name="place">Where in config.json it is; nothing: it is all of it.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="InvalidSpecException">It is no JSON, or of another form; the field is named.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string place, Func<SpecNode, T> read)
    {
        try
        {
            var root = JsonElement.Parse(json, Options);
            return read(new(root, () => place));
        }
        // The second is told of a text that is no Unicode.
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new InvalidSpecException(place.Length == 0 ? "config.json" : place, "of another form", $"what config.md of the OCI runtime specification describes ({wrong.Message})", wrong);
        }
    }

    public static byte[] Write(RuntimeSpec spec) => JsonSerializer.SerializeToUtf8Bytes(spec, RuntimeSpecJson.Default.RuntimeSpec);
}
