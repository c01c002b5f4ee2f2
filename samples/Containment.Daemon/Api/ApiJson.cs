using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization;
using Containment.Resources;
using Microsoft.AspNetCore.Mvc;

namespace Containment.Daemon.Api;

/// <summary>What goes over the wire, known at compile time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateRequest))]
[JsonSerializable(typeof(ContainerView))]
[JsonSerializable(typeof(IReadOnlyList<ContainerView>))]
[JsonSerializable(typeof(ExecRequest))]
[JsonSerializable(typeof(ExecView))]
[JsonSerializable(typeof(ResourceLimits))]
[JsonSerializable(typeof(ResourceUsage))]
[JsonSerializable(typeof(Pressure))]
[JsonSerializable(typeof(IReadOnlyList<UseView>))]
[JsonSerializable(typeof(LimitsView))]
[JsonSerializable(typeof(DiskRequest))]
[JsonSerializable(typeof(DiskView))]
[JsonSerializable(typeof(GovernorView))]
[JsonSerializable(typeof(ClassView))]
[JsonSerializable(typeof(MergedMemory))]
[JsonSerializable(typeof(CheckpointRequest))]
[JsonSerializable(typeof(CheckpointView))]
[JsonSerializable(typeof(IReadOnlyList<CheckpointView>))]
[JsonSerializable(typeof(RestoreRequest))]
[JsonSerializable(typeof(MoveRequest))]
[JsonSerializable(typeof(MoveView))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(SseItem<EventView>))]
[JsonSerializable(typeof(ResourceEventView))]
[JsonSerializable(typeof(SseItem<ResourceEventView>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(string))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Reads strictly: a field that is misspelled, missing, null or there twice is the client's mistake, and not a default.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
    }
}
