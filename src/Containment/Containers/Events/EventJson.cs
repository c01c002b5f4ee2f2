using System.Text.Json.Serialization;

namespace Containment.Containers.Events;

/// <summary>How an event is written in the journal: one line each.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TextJsonConverter<ContainerId>), typeof(TextJsonConverter<Signal>)])]
[JsonSerializable(typeof(ContainerEvent))]
internal sealed partial class EventJson : JsonSerializerContext;
