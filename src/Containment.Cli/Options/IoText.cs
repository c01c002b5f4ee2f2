using Containment.Resources;

namespace Containment.Cli.Options;

/// <summary>Reads <c>8:0,rbps=10M,wiops=none</c>.</summary>
internal static class IoText
{
    public static IoLimit Parse(string text)
    {
        var comma = text.IndexOf(',');
        if (comma < 0) throw new InvalidSpecException("--io", text, "major:minor,rbps=…,wbps=…,riops=…,wiops=…,weight=…,latency=…");
        var values = KeyValues.Parse("--io", text[(comma + 1)..], "rbps", "wbps", "riops", "wiops", "weight", "latency");
        return new IoLimit(BlockDevice.Parse(text[..comma]))
        {
            ReadBytes = Rate("rbps"),
            WriteBytes = Rate("wbps"),
            ReadOperations = Rate("riops"),
            WriteOperations = Rate("wiops"),
            Weight = values["weight"].FirstOrDefault() is { } weight ? IoWeight.Parse(weight) : null,
            Latency = values["latency"].FirstOrDefault() is { } latency ? IoLatency.Parse(latency) : null,
        };

        IoRate? Rate(string key) => values[key].FirstOrDefault() is { } value ? IoRate.Parse(value) : null;
    }
}
