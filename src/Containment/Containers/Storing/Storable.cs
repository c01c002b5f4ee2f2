using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Containment.Containers.Storing;

/// <summary>Values as JSON files. What is read is trusted as little as what a caller says.</summary>
internal static class Storable
{
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <exception cref="ContainmentException">Corrupt: it is not of its form.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type, Func<T, bool> good) where T : class => Parse(File.ReadAllBytes(path), path, type, good);

    /// <summary>A description, from a file or from another host.</summary>
    /// <exception cref="ContainmentException">Corrupt: it is not of its form.</exception>
    public static StoredSpec ParseSpec(ReadOnlySpan<byte> json, string subject)
    {
        try
        {
            return Parse(SpecDefaults.Fill(json), subject, StateJson.Default.StoredSpec, stored => stored.Version == StoredSpec.CurrentVersion);
        }
        catch (JsonException wrong)
        {
            throw new ContainmentException(FailureReason.Corrupt, subject, $"{subject}: {wrong.Message}", null, wrong);
        }
    }

    /// <exception cref="ContainmentException">Corrupt: it is not of its form.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> json, string subject, JsonTypeInfo<T> type, Func<T, bool> good) where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize(json, type) is { } value && good(value)) return value;
            throw new ContainmentException(FailureReason.Corrupt, subject, $"{subject} is not of this version or of another container");
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or InvalidOperationException or FormatException or NotSupportedException or OverflowException)
        {
            throw new ContainmentException(FailureReason.Corrupt, subject, $"{subject}: {wrong.Message}", null, wrong);
        }
    }
}
