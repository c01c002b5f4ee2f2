using Containment.Migration.Protocol;

namespace Containment.Tests.Migration.Model;

/// <summary>One side: what dies with its process (machine, effects, work) and what does not (journal, copy).</summary>
internal readonly record struct Side(bool Alive, byte Phase, bool Linked, bool WantsLink, Pending Effects, Work Busy, JournalStep Journal, Copy Copy, Outcome Outcome)
{
    public bool Quiet => Alive && Effects.Count == 0;

    public Side Crashed(Copy copy) => this with { Alive = false, Phase = 0, Linked = false, WantsLink = false, Effects = default, Busy = Work.None, Copy = copy, Outcome = Outcome.None };

    public bool Knows(JournalStep step) => Journal == step;
}
