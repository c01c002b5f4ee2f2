using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Containment.Images.Layers;

namespace Containment.Images.Oci;

/// <summary>The documents of an OCI layout directory; each is checked against its digest and length before it is parsed.</summary>
internal sealed class BlobStore(string layout)
{
    private const int LargestDocument = 4 << 20;

    /// <summary>Where blobs are, in directories named by the kind of their digests.</summary>
    public string Directory => Path.Combine(layout, "blobs");

    public string PathOf(Digest digest) => Path.Combine(layout, "blobs", "sha256", digest.Hex);

    /// <summary>The blobs there are.</summary>
    public IReadOnlyList<Digest> List()
    {
        var home = Path.Combine(Directory, "sha256");
        return !System.IO.Directory.Exists(home) ? [] : [.. System.IO.Directory.EnumerateFiles(home).Select(path => Path.GetFileName(path)!).Where(name => name.Length == 64).Select(name => new Digest(name))];
    }

    /// <exception cref="ContainmentException">The descriptor is incomplete, or its digest is of a kind we can't check (Corrupt).</exception>
    public static (Digest Digest, long Size) Check(BlobDescriptor? descriptor, string what)
    {
        if (!Digest.TryParse(descriptor?.Digest, out var digest)) throw Bad(what, $"its descriptor has the digest \"{descriptor?.Digest}\"; expected sha256: and 64 hexadecimal digits");
        return descriptor!.Size is { } size and >= 0 ? (digest, size) : throw Bad(digest.ToString(), "its descriptor has no size");
    }

    public T Read<T>(BlobDescriptor? descriptor, string what, JsonTypeInfo<T> form)
    {
        var (digest, size) = Check(descriptor, what);
        var content = Content(PathOf(digest), digest.ToString());
        if (content.Length != size) throw Bad(digest.ToString(), $"it has {content.Length} bytes where {size} were announced");
        if (Convert.ToHexStringLower(SHA256.HashData(content)) is var found && found != digest.Hex) throw Bad(digest.ToString(), $"its digest is sha256:{found}");
        return Parse(content, digest.ToString(), form);
    }

    public static T ReadFile<T>(string layout, string name, JsonTypeInfo<T> form) => Parse(Content(Path.Combine(layout, name), name), name, form);

    internal static ContainmentException Bad(string subject, string what, Exception? inner = null) => new(FailureReason.Corrupt, subject, $"{subject}: {what}", null, inner);

    private static byte[] Content(string path, string name)
    {
        using var file = RegularFile.Open(path) ?? throw Bad(name, $"there is no file {path}");
        if (file.Length > LargestDocument) throw Bad(name, $"it has {file.Length} bytes; at most {LargestDocument} are read");
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    /// <summary>A document that somebody else has checked.</summary>
    public static T Parse<T>(byte[] content, string name, JsonTypeInfo<T> form)
    {
        try
        {
            return JsonSerializer.Deserialize(content, form) ?? throw Bad(name, "it holds null");
        }
        catch (JsonException wrong)
        {
            throw Bad(name, $"it is no JSON of the expected form ({wrong.Message})", wrong);
        }
    }
}
