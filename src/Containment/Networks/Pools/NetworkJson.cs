using System.Net;
using System.Text.Json.Serialization;

namespace Containment.Networks.Pools;

/// <summary>How networks are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(TextJsonConverter<IPNetwork>), typeof(AddressJsonConverter)])]
[JsonSerializable(typeof(NetworkDefinition))]
internal sealed partial class NetworkJson : JsonSerializerContext;
