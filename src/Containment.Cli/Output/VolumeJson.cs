using System.Text.Json.Nodes;

namespace Containment.Cli.Output;

/// <summary>A volume as programs read it.</summary>
internal static class VolumeJson
{
    public static string Of(Volume volume) => new JsonObject
    {
        ["name"] = volume.Name,
        ["kind"] = $"{volume.Kind}".ToLowerInvariant(),
        ["createdAt"] = volume.CreatedAt.ToString("O"),
        ["size"] = volume.Size,
        ["thin"] = volume.Thin,
        ["allocated"] = volume.Allocated,
        ["users"] = new JsonArray([.. volume.Users.Select(user => (JsonNode)new JsonObject { ["container"] = user.Container.Value, ["readOnly"] = user.ReadOnly })]),
        ["snapshots"] = new JsonArray([.. volume.Snapshots.Select(snapshot => (JsonNode)new JsonObject { ["name"] = snapshot.Name, ["takenAt"] = snapshot.TakenAt.ToString("O"), ["size"] = snapshot.Size })]),
    }.ToJsonString();

    /// <summary>What a container has.</summary>
    public static JsonNode Of(VolumeMount volume) => new JsonObject { ["volume"] = volume.Volume, ["target"] = volume.Target, ["readOnly"] = volume.ReadOnly };
}
