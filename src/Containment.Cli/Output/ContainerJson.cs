using System.Text.Json;
using System.Text.Json.Nodes;
using Containment.Containers;

namespace Containment.Cli.Output;

/// <summary>All that is known of a container, as JSON for people and programs.</summary>
internal static class ContainerJson
{
    public static async Task<string> WriteAsync(Container container, CancellationToken cancellationToken)
    {
        var status = await container.GetStatusAsync(cancellationToken);
        var root = new JsonObject
        {
            ["id"] = container.Id.Value,
            ["phase"] = status.Phase.ToString(),
            ["pid"] = status.ProcessId,
            ["createdAt"] = status.CreatedAt,
            ["startedAt"] = status.StartedAt,
            ["exit"] = status.Exit is { } exit ? new JsonObject { ["code"] = exit.Code, ["signal"] = exit.Signal?.ToString(), ["at"] = exit.At } : null,
            ["owner"] = status.Ownership.Owner.ToString(),
            ["epoch"] = status.Ownership.Epoch,
            ["firstHostId"] = status.FirstHostId,
            ["root"] = container.Spec.Root.ToString(),
            ["command"] = List(container.Spec.Process.Command),
            ["user"] = container.Spec.Process.User,
            ["workingDirectory"] = container.Spec.Process.WorkingDirectory,
            ["stopSignal"] = container.Spec.StopSignal?.ToString(),
            ["terminal"] = container.Spec.Process.Terminal,
            ["networks"] = new JsonArray([.. container.Spec.Networks.Select(network => (JsonNode)new JsonObject
            {
                ["name"] = network.Name, ["link"] = $"{network.Link}", ["mac"] = network.Mac, ["addresses"] = List(network.Addresses.Select(address => address.ToString())),
            })]),
            ["labels"] = Object(container.Spec.Labels.Select(label => (label.Key, label.Value))),
            ["checkpoints"] = List((await container.ListCheckpointsAsync(cancellationToken)).Select(checkpoint => checkpoint.Name)),
        };
        root["class"] = (await container.GetServiceAsync(cancellationToken)).ToString();
        root["volumes"] = new JsonArray([.. (await container.GetVolumesAsync(cancellationToken)).Select(VolumeJson.Of)]);
        root["mounts"] = new JsonArray([.. (await container.GetMountsAsync(cancellationToken)).Select(mount => (JsonNode)new JsonObject { ["target"] = mount.Target, ["source"] = mount.Source, ["readOnly"] = mount.ReadOnly })]);
        root["devices"] = List((await container.GetDevicesAsync(cancellationToken)).Select(device => device.ToString()));
        root["mergeMemory"] = container.Spec.MergeMemory;
        await AddDiskAsync(root, container, cancellationToken);
        if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused) await AddUseAsync(root, container, cancellationToken);
        return Indented(root);
    }

    private static async Task AddUseAsync(JsonObject root, Container container, CancellationToken cancellationToken)
    {
        root["limits"] = Object(LimitText.Pairs(await container.GetLimitsAsync(cancellationToken)));
        var usage = await container.GetUsageAsync(cancellationToken);
        root["usage"] = new JsonObject
        {
            ["cpuSeconds"] = usage.CpuTime.TotalSeconds,
            ["memoryBytes"] = usage.MemoryCurrent,
            ["memoryPeakBytes"] = usage.MemoryPeak,
            ["pids"] = usage.Pids,
        };
        if (!container.Spec.MergeMemory) return;
        var merged = await container.GetMergedMemoryAsync(cancellationToken);
        root["mergedMemory"] = new JsonObject { ["mergedBytes"] = merged.MergedBytes, ["costBytes"] = merged.CostBytes, ["savedBytes"] = merged.SavedBytes };
    }

    private static async Task AddDiskAsync(JsonObject root, Container container, CancellationToken cancellationToken)
    {
        if (await container.GetDiskAsync(cancellationToken) is not { } disk) return;
        var about = new JsonObject { ["bytes"] = disk.Bytes, ["kind"] = disk.Kind.ToString() };
        root["disk"] = about;
        try
        {
            var usage = await container.GetDiskUsageAsync(cancellationToken);
            (about["usedBytes"], about["totalBytes"]) = (usage.Used, usage.Total);
        }
        catch (ContainmentException damaged)
        {
            about["failure"] = damaged.Message;
        }
    }

    private static string Indented(JsonObject root)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true })) root.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static JsonObject Object(IEnumerable<(string Name, string Value)> pairs) => new(pairs.Select(pair => KeyValuePair.Create(pair.Name, (JsonNode?)pair.Value)));

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
