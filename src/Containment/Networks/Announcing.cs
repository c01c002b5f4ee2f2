using Containment.Linux.Descriptors;

namespace Containment.Networks;

/// <summary>Announcements that have been sent once and are to be repeated.</summary>
internal sealed class Announcing : IDisposable
{
    private readonly IReadOnlyList<Announcement> _all;
    private readonly TimeProvider _clock;

    private Announcing(IReadOnlyList<Announcement> all, TimeProvider clock) => (_all, _clock) = (all, clock);

    public static Announcing Begin(IReadOnlyList<Announcement> all, TimeProvider clock)
    {
        foreach (var one in all) one.Send();
        return new(all, clock);
    }

    /// <summary>For switches and neighbours that missed the first. Who is in a hurry doesn't await it.</summary>
    public async Task RepeatAsync(CancellationToken ct = default)
    {
        try
        {
            await Task.WhenAll(_all.Select(one => one.RepeatAsync(_clock, ct))).ConfigureAwait(false);
        }
        catch (KernelRefusal refusal)
        {
            throw LinkQueue.Public(refusal);
        }
    }

    public void Dispose()
    {
        foreach (var one in _all) one.Dispose();
    }
}
