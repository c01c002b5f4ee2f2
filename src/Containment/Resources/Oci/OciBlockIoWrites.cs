using Containment.Bundles.Oci;
using Containment.Resources.V1;
using Containment.Resources.Writes;

namespace Containment.Resources.Oci;

/// <summary>linux.resources.blockIO ("Block IO", config-linux.md). Pure.</summary>
internal static class OciBlockIoWrites
{
    private const string Field = "linux.resources.blockIO", UnifiedBfq = "io.bfq.weight";

    public static void Add(WriteList list, OciBlockIo? io)
    {
        if (io is null) return;
        if (io.Weight is { } weight and > 0) Weight(Home(list, "weight"), $"{Field}.weight", weight, null);
        AddBeyond(list, io);
        Throttle(list, "throttleReadBpsDevice", LegacyIo.ReadBytes, "rbps", io.ThrottleReadBpsDevice);
        Throttle(list, "throttleWriteBpsDevice", LegacyIo.WriteBytes, "wbps", io.ThrottleWriteBpsDevice);
        Throttle(list, "throttleReadIOPSDevice", LegacyIo.ReadOperations, "riops", io.ThrottleReadIopsDevice);
        Throttle(list, "throttleWriteIOPSDevice", LegacyIo.WriteOperations, "wiops", io.ThrottleWriteIopsDevice);
    }

    /// <summary>What the library's own limits don't say.</summary>
    public static void AddBeyond(WriteList list, OciBlockIo? io)
    {
        if (io?.LeafWeight is { } leaf and > 0) Leaf(Home(list, "leafWeight"), $"{Field}.leafWeight", "blkio.leaf_weight", Number(leaf));
        foreach (var (device, index) in (io?.WeightDevice ?? []).Select((device, index) => (device, index)))
        {
            var at = $"weightDevice[{index}]";
            if (device.Weight is { } weight and > 0) Weight(Home(list, at), $"{Field}.{at}.weight", weight, Name(device.Major, device.Minor));
            if (device.LeafWeight is { } below and > 0) Leaf(Home(list, at), $"{Field}.{at}.leafWeight", "blkio.leaf_weight_device", $"{Name(device.Major, device.Minor)} {below}");
        }
    }

    private static void Weight(ControllerHome home, string field, ushort weight, string? device)
    {
        if (weight is < 10 or > 1000) throw new InvalidSpecException(field, weight, "10 to 1000");
        if (home.Unified)
        {
            var bfq = home.Has(UnifiedBfq);
            home.Add(field, bfq ? UnifiedBfq : "io.weight", $"{device ?? "default"} {(bfq ? weight : OciScales.IoWeightOfBlkio(weight))}");
            return;
        }
        // blkio.weight went with the CFQ scheduler in Linux 5.0.
        var stem = home.Has("blkio.weight") ? "blkio.weight" : "blkio.bfq.weight";
        if (device is null) home.Add(field, stem, Number(weight));
        else home.Add(field, $"{stem}_device", $"{device} {weight}");
    }

    private static void Leaf(ControllerHome home, string field, string file, string value)
    {
        home.OnlyLegacy(field);
        home.Add(field, file, value);
    }

    private static void Throttle(WriteList list, string name, string legacyFile, string key, IReadOnlyList<OciThrottleDevice>? devices)
    {
        foreach (var (device, index) in (devices ?? []).Select((device, index) => (device, index)))
        {
            var home = Home(list, $"{name}[{index}]");
            var number = Name(device.Major, device.Minor);
            if (home.Unified) home.Add($"{Field}.{name}[{index}]", "io.max", $"{number} {key}={(device.Rate == 0 ? "max" : device.Rate.ToString(Text.Culture))}");
            else home.Add($"{Field}.{name}[{index}]", legacyFile, $"{number} {device.Rate.ToString(Text.Culture)}");
        }
    }

    private static ControllerHome Home(WriteList list, string name) => list.Home($"{Field}.{name}", "io", "blkio");

    private static string Name(long major, long minor) => string.Create(Text.Culture, $"{major}:{minor}");

    private static string Number(long number) => number.ToString(Text.Culture);
}
