using System.Text.Json;
using System.Text.Json.Serialization;
using Containment.Linux.Descriptors;

namespace Containment.Checkpoints.Detached;

/// <summary>
/// What is kept beside CRIU's images: containment.json, and descriptors.json as runc has it: where input, output and error led.
/// </summary>
internal sealed record DetachedImage
{
    private const string File = "containment.json", Streams = "descriptors.json", Inventory = "inventory.img";
    private const long Largest = 1 << 20;

    public int Version { get; init; } = 1;

    /// <summary>Whether the first process has a terminal.</summary>
    public required bool Terminal { get; init; }

    /// <summary>The names of the mounts that are not saved.</summary>
    public required IReadOnlyList<string> External { get; init; }

    /// <summary>Where input, output and error lead: <c>pipe:[1234]</c>, <c>/dev/null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Descriptors { get; init; } = [];

    public void Write(string directory)
    {
        System.IO.File.WriteAllBytes(Path.Combine(directory, File), JsonSerializer.SerializeToUtf8Bytes(this, DetachedImageJson.Default.DetachedImage));
        System.IO.File.WriteAllBytes(Path.Combine(directory, Streams), JsonSerializer.SerializeToUtf8Bytes(Descriptors, DetachedImageJson.Default.IReadOnlyListString));
    }

    /// <exception cref="ContainmentException">NotFound: there are no images. Corrupt: they can't be such.</exception>
    public static DetachedImage Read(string directory)
    {
        if (!System.IO.File.Exists(Path.Combine(directory, Inventory))) throw new ContainmentException(FailureReason.NotFound, directory, $"{directory} holds no checkpoint");
        var image = Parse(directory, File, DetachedImageJson.Default.DetachedImage);
        if (image.Version != 1) throw Damaged(directory, File, $"its form is {image.Version}", null);
        var streams = Parse(directory, Streams, DetachedImageJson.Default.IReadOnlyListString);
        return streams.Count == 3 ? image with { Descriptors = streams } : throw Damaged(directory, Streams, $"it names {streams.Count} descriptors", null);
    }

    private static T Parse<T>(string directory, string file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            var info = new FileInfo(Path.Combine(directory, file));
            if (info.Length > Largest) throw Damaged(directory, file, $"it has {info.Length} bytes", null);
            return JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(info.FullName), type) ?? throw Damaged(directory, file, "it is empty", null);
        }
        catch (Exception wrong) when (wrong is IOException or JsonException or UnauthorizedAccessException)
        {
            throw Damaged(directory, file, wrong.Message, wrong);
        }
    }

    private static ContainmentException Damaged(string directory, string file, string how, Exception? inner) =>
        new(FailureReason.Corrupt, directory, $"the checkpoint in {directory} is damaged: {file}: {how}", null, inner);

    /// <summary>Where a process's input, output and error lead.</summary>
    public static IReadOnlyList<string> StreamsOf(int pid) => [.. Enumerable.Range(0, 3).Select(n => new FileInfo($"/proc/{pid}/fd/{n}").LinkTarget ?? "")];
}

/// <summary>How <see cref="DetachedImage"/> is read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false, MaxDepth = 8)]
[JsonSerializable(typeof(DetachedImage))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class DetachedImageJson : JsonSerializerContext;
