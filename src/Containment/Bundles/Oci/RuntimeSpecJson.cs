using System.Text.Json.Serialization;

namespace Containment.Bundles.Oci;

/// <summary>How config.json is read and written: compiled in, so that nothing is found by reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(RuntimeSpec))]
[JsonSerializable(typeof(OciProcess))]
[JsonSerializable(typeof(OciResources))]
[JsonSerializable(typeof(OciSeccomp))]
[JsonSerializable(typeof(OciState))]
[JsonSerializable(typeof(OciProcessState))]
internal sealed partial class RuntimeSpecJson : JsonSerializerContext;
