using Containment.Resources;
using Containment.Scheduling;

namespace Containment.Tests.Scheduling;

/// <summary>A machine of numbers, that a policy governs: memory is taken at a limited rate, who is held takes none, and who passes the whole is killed.</summary>
internal sealed class SimulatedMachine(IGovernorPolicy policy, long bytes, double cores, IReadOnlyList<SimulatedContainer> containers)
{
    private const long Growth = 256L << 20;
    private GovernorState _state = policy.Begin();
    private DateTimeOffset _look = DateTimeOffset.UnixEpoch;

    public DateTimeOffset Now { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Times at which more was needed than there is: the kernel would have killed.</summary>
    public int Kills { get; private set; }

    public long MostNeeded { get; private set; }

    public List<(DateTimeOffset At, GovernorAction Action)> Done { get; } = [];

    public IReadOnlyList<SimulatedContainer> Containers => containers;

    public Action<GovernorReadings, GovernorDecision>? Looked { get; set; }

    public void Run(TimeSpan span)
    {
        var step = TimeSpan.FromMilliseconds(10);
        for (var end = Now + span; Now < end; Now += step)
        {
            if (Now >= _look) Look();
            var share = Math.Min(1, cores / Math.Max(1, containers.Count(container => container.Works)));
            foreach (var container in containers) container.Step((long)(Growth * share * step.TotalSeconds), step, share);
            var needed = containers.Sum(container => container.Needed);
            MostNeeded = Math.Max(MostNeeded, needed);
            if (needed > bytes) Kills++;
            // The kernel takes caches by itself when all is full.
            var over = containers.Sum(container => container.Needed + container.Cache) - bytes;
            foreach (var container in containers.OrderByDescending(container => container.Cache))
            {
                var taken = Math.Clamp(over, 0, container.Cache);
                container.Cache -= taken;
                over -= taken;
            }
        }
    }

    private void Look()
    {
        var needed = containers.Sum(container => container.Needed);
        var readings = new GovernorReadings(new(bytes, needed, Math.Max(0, bytes - needed - containers.Sum(container => container.Cache)), cores), [.. containers.Select(container => container.Read())]);
        var decision = policy.Decide(_state, readings, Now);
        (_state, _look) = (decision.State, Now + decision.NextLook);
        Looked?.Invoke(readings, decision);
        foreach (var action in decision.Actions)
        {
            Done.Add((Now, action));
            containers.Single(container => container.Id == action.Id).Take(action);
        }
    }
}
