using System.Text.Json.Nodes;
using Containment.Containers;
using Containment.Resources;

namespace Containment.Cli.Output;

/// <summary>Something that happened, as a line for a person and as JSON for a program.</summary>
internal sealed record EventLine(ContainerId Id, string Kind, string Text, string Json)
{
    public static IReadOnlyList<string> Kinds { get; } = [.. Enum.GetNames<ContainerEventKind>(), .. Enum.GetNames<ResourceEventKind>()];

    public static EventLine Of(ContainerEvent happened) => Of(happened.At, happened.Id, happened.Kind.ToString(),
        ("exit", happened.Exit?.ToString()), ("detail", happened.Detail));

    public static EventLine Of(ResourceEvent happened) => Of(happened.At, happened.Id, happened.Kind.ToString(),
        ("threshold", happened.Threshold?.ToString()), ("count", happened.Count == 1 ? null : $"{happened.Count} times"), happened.Count);

    private static EventLine Of(DateTimeOffset at, ContainerId id, string kind, (string Name, string? Value) first, (string Name, string? Value) second, long? count = null)
    {
        var json = new JsonObject { ["at"] = at, ["id"] = id.Value, ["kind"] = kind };
        if (first.Value is { } one) json[first.Name] = one;
        if (count is { } number) json["count"] = number;
        else if (second.Value is { } other) json[second.Name] = other;
        return new(id, kind, $"{at:O}  {id}  {kind}{(first.Value is null ? "" : $"  {first.Value}")}{(second.Value is null ? "" : $"  {second.Value}")}", json.ToJsonString());
    }
}
