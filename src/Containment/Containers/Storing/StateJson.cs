using System.Text.Json.Serialization;
using Containment.Bundles;
using Containment.Networks;

namespace Containment.Containers.Storing;

/// <summary>How descriptions and states are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(TextJsonConverter<ContainerId>), typeof(TextJsonConverter<SeccompProfile>), typeof(TextJsonConverter<Signal>), typeof(TextJsonConverter<IPNetworkAddress>), typeof(AddressJsonConverter), typeof(RootSourceJsonConverter)])]
[JsonSerializable(typeof(StoredSpec))]
[JsonSerializable(typeof(ContainerState))]
internal sealed partial class StateJson : JsonSerializerContext;
