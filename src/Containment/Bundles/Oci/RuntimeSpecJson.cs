using System.Text.Json.Serialization;

namespace Containment.Bundles.Oci;

/// <summary>How config.json is written: compiled in, so that nothing is found by reflection. A test holds that it is read so too.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(RuntimeSpec))]
[JsonSerializable(typeof(OciState))]
[JsonSerializable(typeof(OciProcessState))]
internal sealed partial class RuntimeSpecJson : JsonSerializerContext;
