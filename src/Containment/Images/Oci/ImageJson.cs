using System.Text.Json.Serialization;

namespace Containment.Images.Oci;

/// <summary>How the documents of an image are read: compiled in, so that nothing is found by reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowDuplicateProperties = false, MaxDepth = 64)]
[JsonSerializable(typeof(ImageIndex))]
[JsonSerializable(typeof(ImageManifest))]
[JsonSerializable(typeof(ConfigFile))]
[JsonSerializable(typeof(Storing.NamedImage))]
internal sealed partial class ImageJson : JsonSerializerContext;
