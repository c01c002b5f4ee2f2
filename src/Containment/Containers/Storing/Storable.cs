using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Containment.Containers.Storing;

/// <summary>Values as JSON files. What is read is trusted as little as what a caller says.</summary>
internal static class Storable
{
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <exception cref="ContainmentException">Corrupt: it is not of its form.</exception>
    public static ContainerState ReadState(string path) =>
        Guard(path, () => JsonSerializer.Deserialize(File.ReadAllBytes(path), StateJson.Default.ContainerState) is { Version: ContainerState.CurrentVersion } state ? state : null);

    /// <summary>A description, from a file or from another host.</summary>
    /// <exception cref="ContainmentException">Corrupt: it is not of its form.</exception>
    public static ContainerSpec ParseSpec(byte[] json, string subject) =>
        Guard(subject, () => JsonSerializer.Deserialize(SpecDefaults.Fill(json), StateJson.Default.StoredSpec) is { Version: StoredSpec.CurrentVersion } stored ? stored.Container : null);

    private static T Guard<T>(string subject, Func<T?> read) where T : class
    {
        try
        {
            return read() ?? throw new ContainmentException(FailureReason.Corrupt, subject, $"{subject} is of another version");
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or InvalidOperationException or FormatException or NotSupportedException or OverflowException)
        {
            throw new ContainmentException(FailureReason.Corrupt, subject, $"{subject}: {Brief.Text(wrong.Message)}", null, wrong);
        }
    }
}
