using Containment.Resources.V1;

namespace Containment.Resources.Writes;

/// <summary>Limits on disks as files of either version. Pure.</summary>
internal static class IoWrites
{
    private const string UnifiedBfq = "io.bfq.weight", LegacyBfq = "blkio.bfq.weight", Field = nameof(ResourceLimits.Io);
    private const int MostOfBfq = 1000;

    public static void Add(WriteList list, ResourceLimits limits)
    {
        if (limits.IoWeight is { } weight) Weight(list.Home(nameof(limits.IoWeight), "io", "blkio"), nameof(limits.IoWeight), weight, null);
        foreach (var limit in limits.Io)
        {
            var home = list.Home(Field, "io", "blkio");
            if (limit.Weight is { } own) Weight(home, $"{Field}.Weight", own, limit.Device);
            Rates(home, limit);
            if (limit.Latency is not { } latency) continue;
            home.OnlyUnified($"{Field}.Latency");
            home.Add($"{Field}.Latency", "io.latency", $"{limit.Device} target={latency.Microseconds.ToString(Text.Culture)}");
        }
    }

    private static void Weight(ControllerHome home, string field, IoWeight weight, BlockDevice? device)
    {
        var bfqs = Math.Min(weight.Value, MostOfBfq).ToString(Text.Culture);
        if (!home.Unified)
        {
            if (device is { } one) home.Add(field, $"{LegacyBfq}_device", $"{one} {bfqs}");
            else home.Add(field, LegacyBfq, bfqs);
            return;
        }
        // io.cost heeds one, BFQ the other; which of them drives a disk can change at any time.
        var key = device?.ToString() ?? "default";
        var bfq = home.Has(UnifiedBfq);
        if (bfq) home.Add(field, UnifiedBfq, $"{key} {bfqs}");
        if (!bfq || home.Has("io.weight")) home.Add(field, "io.weight", $"{key} {weight.Value}");
    }

    private static void Rates(ControllerHome home, IoLimit limit)
    {
        (string Key, string File, IoRate? Rate)[] rates =
        [
            ("rbps", LegacyIo.ReadBytes, limit.ReadBytes), ("wbps", LegacyIo.WriteBytes, limit.WriteBytes),
            ("riops", LegacyIo.ReadOperations, limit.ReadOperations), ("wiops", LegacyIo.WriteOperations, limit.WriteOperations),
        ];
        var given = rates.Where(rate => rate.Rate is not null).ToArray();
        if (given.Length > 0 && home.Unified) home.Add(Field, "io.max", $"{limit.Device}{string.Concat(given.Select(rate => $" {rate.Key}={Text.OrMax(rate.Rate!.Value.PerSecond)}"))}");
        if (home.Unified) return;
        foreach (var (_, file, rate) in given) home.Add(Field, file, $"{limit.Device} {(rate!.Value.PerSecond ?? 0).ToString(Text.Culture)}");
    }
}
