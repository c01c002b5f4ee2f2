namespace Containment.Scheduling.Sharing;

/// <summary>
/// Who may grow when memory is short. A container that may is given all that it can come to need, because one that is stopped half-way only
/// holds memory; so some go on at full speed and the others wait (as the banker's algorithm does it, Dijkstra, EWD 623).
/// </summary>
internal static class Rationing
{
    // Of its caches: what is left to it of them it can turn into what can't be taken back.
    private const long Caches = 1 << 20;

    private const double Idle = 0.02;

    public static void Decide(GovernorSettings settings, MemoryLedger memory, IReadOnlyList<Standing> standings, DateTimeOffset now, List<GovernorAction> actions)
    {
        // The reserve may be lent, but for what can happen until the next look.
        var left = memory.Headroom + Math.Max(0, memory.Reserve - memory.Growth);
        var free = memory.Headroom + memory.Reserve;
        var any = false;
        foreach (var standing in standings.Where(standing => standing.Grows).OrderByDescending(standing => Claim(standing, now)).ThenBy(standing => standing.Reading.Id.Value, StringComparer.Ordinal))
        {
            var note = standing.Note;
            var need = memory.Need(standing);
            // Who is promised it, or has all it can have.
            var due = standing.Reading.Needed < standing.Guarantee || need == 0 || now < note.LeftAloneUntil;
            var late = note.WaitsSince is { } since && now - since >= settings.LongestHold;
            var goesOn = note.GrantedSince is not null && (need <= free || free > memory.Growth);
            if (due || need <= left || goesOn || (!any && (need <= free || late)))
            {
                if (!due) (left, free) = (left - need, free - need);
                any |= !due || standing.Cores > Idle;
                standing.Note = note with { GrantedSince = note.GrantedSince ?? now, WaitsSince = null };
            }
            else
            {
                standing.Note = note with { GrantedSince = null, WaitsSince = note.WaitsSince ?? now };
            }
        }
        foreach (var standing in standings) Apply(standing, actions);
    }

    /// <summary>There is enough again: everybody may have what it wants.</summary>
    public static void End(IReadOnlyList<Standing> standings, DateTimeOffset now, List<GovernorAction> actions)
    {
        foreach (var standing in standings)
        {
            Free(standing, "there is enough memory again", actions);
            standing.Note = standing.Note with { GrantedSince = null, WaitsSince = null };
        }
    }

    private static void Apply(Standing standing, List<GovernorAction> actions)
    {
        var (reading, note) = (standing.Reading, standing.Note);
        if (standing.Grows && note.GrantedSince is not null)
        {
            Free(standing, "it may grow now", actions);
            return;
        }
        if (!standing.Grows)
        {
            // Who does not want to grow is not stopped.
            Free(standing, "it wants no more", actions);
            standing.Note = standing.Note with { GrantedSince = null, WaitsSince = null };
            return;
        }
        if (note.Held || note.Allowed is not null) return;
        const string why = "memory is short, and others may grow first";
        if (!reading.CanBeSlowed)
        {
            actions.Add(new GovernorAction.Hold(reading.Id, why));
            standing.Note = note with { Held = true };
            return;
        }
        var allowed = Math.Min(reading.MemoryLimit ?? long.MaxValue, Math.Max(standing.Guarantee, reading.Needed + Math.Min(Caches, reading.CacheBytes)));
        actions.Add(new GovernorAction.AllowMemory(reading.Id, allowed, why));
        standing.Note = note with { Allowed = allowed };
    }

    private static void Free(Standing standing, string why, List<GovernorAction> actions)
    {
        var (reading, note) = (standing.Reading, standing.Note);
        if (note.Held) actions.Add(new GovernorAction.LetGo(reading.Id, why));
        if (note.Allowed is not null) actions.Add(new GovernorAction.AllowMemory(reading.Id, null, why));
        standing.Note = note with { Held = false, Allowed = null };
    }

    // Who may grow already goes on; then who has waited longest, by weight.
    private static double Claim(Standing standing, DateTimeOffset now) => standing.Note switch
    {
        { GrantedSince: not null } => double.MaxValue,
        { WaitsSince: { } since } => ((now - since).TotalSeconds + 0.01) * standing.Reading.Service.MemoryWeight,
        _ => 0.001 * standing.Reading.Service.MemoryWeight,
    };
}
