using System.Globalization;
using Containment.Containers;
using Containment.Resources;

namespace Containment.Probe.Probes;

/// <summary>CONTAINER MIB: lowers the memory of one that runs, and tells how far that got.</summary>
internal static class LowerMemory
{
    public static async Task RunAsync(ProbeContext probe)
    {
        var container = await probe.Host.GetAsync(probe.Words[0], probe.Cancellation);
        var result = await container.SetAsync(new ResourceLimits { MemoryMax = MemoryLimit.MiB(long.Parse(probe.Words[1], CultureInfo.InvariantCulture)) }, probe.Cancellation);
        probe.Say("complete", result.Complete);
        probe.Say("limit", result.Limits.MemoryMax?.Bytes);
        probe.Say("before", result.Memory?.UsedBefore);
        probe.Say("after", result.Memory?.UsedAfter);
        probe.Say("reached", result.Memory?.Reached.Bytes);
        probe.Say("kills", (await container.GetUsageAsync(probe.Cancellation)).OutOfMemoryKills);
    }
}
