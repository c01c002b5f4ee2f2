namespace Containment.Scheduling.Sharing;

/// <summary>
/// Weights by which everybody who wants CPUs gets at least its guarantee, and the rest is shared by the weights of the classes. The kernel
/// itself gives what one does not use to the others, so only who competes counts.
/// </summary>
internal static class CpuSharing
{
    // Below this a container doesn't compete.
    private const double Idle = 0.02;

    // A change that is smaller, or comes sooner, is not worth it.
    private const double Worth = 0.25;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void Decide(double cores, IReadOnlyList<Standing> standings, DateTimeOffset now, List<GovernorAction> actions)
    {
        var competing = standings.Where(standing => standing.Cores > Idle || standing.CpuStall > Idle).ToArray();
        var guarantees = competing.Sum(Guarantee);
        var weights = Math.Max(1, competing.Sum(standing => (double)Weight(standing)));
        // More than there is can't be promised: then each gets its part.
        var scale = guarantees > cores ? cores / guarantees : 1;
        var rest = Math.Max(0, cores - (guarantees * scale));
        foreach (var standing in standings)
        {
            var most = standing.Reading.Service.CpuLimit.Cores;
            var weight = Weight(standing);
            if (guarantees > 0 && competing.Contains(standing))
            {
                var share = (Guarantee(standing) * scale) + (rest * weight / weights);
                // In the scale of the class weights, so that those that are not promised anything stay where they are.
                var unit = rest > 0 ? rest / weights : cores / weights;
                weight = (int)Math.Clamp(Math.Round(share / unit), 1, 10_000);
            }
            Tell(standing, weight, most, now, actions);
        }
    }

    private static void Tell(Standing standing, int weight, double? most, DateTimeOffset now, List<GovernorAction> actions)
    {
        var (reading, note) = (standing.Reading, standing.Note);
        (int Weight, double? Cores) before = note.Cpu ?? (reading.CpuWeight, null);
        if (before == (weight, most)) return;
        if (note.Cpu is not null && before.Cores == most && (Math.Abs(weight - before.Weight) < Worth * before.Weight || now - note.CpuAt < Patience)) return;
        var why = standing.Reading.Service.CpuGuarantee.Cores is { } promised ? $"it is promised {promised:0.##} cores" : "others are promised CPU time";
        actions.Add(new GovernorAction.GiveCpu(reading.Id, weight, most, weight == Weight(standing) ? "as its class says" : why));
        standing.Note = note with { Cpu = (weight, most), CpuAt = now };
    }

    private static double Guarantee(Standing standing) => standing.Reading.Service.CpuGuarantee.Cores ?? 0;

    private static int Weight(Standing standing) =>
        standing.Reading.Service.CpuWeight == Resources.CpuWeight.Default ? standing.Reading.CpuWeight : standing.Reading.Service.CpuWeight.Value;
}
