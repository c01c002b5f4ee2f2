using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>Keeper and child by turns: what the one does next waits for what the other did last.</summary>
internal sealed class Turns(LaunchScope scope)
{
    private int _handed = Marks.ClockMade;
    private PlanSide? _last;

    public void Take(PlanSide side)
    {
        if (_last == side) return;
        if (_last is not null) _handed++;
        if (_last == scope.Child)
        {
            scope.Child.Do(SystemCall.Arrive, "the keeper's turn", _handed);
            scope.Keeper.Do(SystemCall.AwaitChild, "its turn", _handed);
        }
        else if (_last == scope.Keeper)
        {
            scope.Keeper.Do(SystemCall.Signal, "the child's turn", Marks.IdsReady + _handed);
            scope.Child.Do(SystemCall.Await, "its turn", Marks.IdsReady + _handed);
        }
        if (_handed > Marks.Attached - 2) throw new InvalidSpecException("mounts", "too many", "fewer mounts");
        _last = side;
    }
}
