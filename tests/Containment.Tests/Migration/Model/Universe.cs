using Containment.Migration.Protocol;

namespace Containment.Tests.Migration.Model;

/// <summary>
/// Everything that can happen next. A transition with a fault uses up some of what is left; the others are what a healthy
/// world does by itself (effects, work ending, messages arriving, timers, processes starting again, links coming back).
/// </summary>
/// <param name="source">One machine.</param>
/// <param name="target">The other.</param>
/// <param name="late">Whether memory follows after it runs.</param>
internal sealed class Universe(SourceStep source, TargetStep target, bool late = false)
{
    public static World Begin(Faults faults, SourceStep step)
    {
        var (state, effects) = step(new SourceState(SourcePhase.New, true), Input.Start);
        return new World(
            new Side(true, (byte)state.Phase, true, false, Pending.Of(effects), Work.None, JournalStep.None, Copy.Running, Outcome.None),
            new Side(true, (byte)TargetPhase.Unknown, true, false, default, Work.None, JournalStep.None, Copy.None, Outcome.None),
            default, default, faults);
    }

    public IEnumerable<(string Label, bool Fault, World Next)> Next(World w) =>
        [.. SourceMoves(w), .. TargetMoves(w), .. WireMoves(w), .. LinkMoves(w), .. PersonMoves(w)];

    private IEnumerable<(string, bool, World)> SourceMoves(World w)
    {
        var s = w.Source;
        if (!s.Alive || s.Outcome == Outcome.Stuck)
        {
            if (s.Journal != JournalStep.None) yield return ("source starts again", false, Feed(w with { Source = s.Crashed(s.Copy) with { Alive = true } }, Input.Recover(s.Journal)));
            else if (!s.Alive) yield return ("source starts again", false, w with { Source = s with { Alive = true, Phase = (byte)SourcePhase.Ended } });
        }
        if (!s.Alive) yield break;
        foreach (var copy in Half(s.Busy, s.Copy))
            if (w.Left.Crashes > 0) yield return ($"source dies ({copy})", true, Purged(w with { Source = s.Crashed(copy), Left = w.Left with { Crashes = w.Left.Crashes - 1 } }));
        if (s.Effects.Count > 0)
        {
            foreach (var next in Carry(w, true)) yield return ($"source: {s.Effects.First}", false, next);
            yield break;
        }
        if (s.Busy != Work.None)
        {
            yield return ($"source has done {s.Busy}", false, Feed(w with { Source = s with { Busy = Work.None, Copy = After(s.Busy, s.Copy) } }, Input.Done(s.Busy)));
            if (w.Left.Failures > 0)
                foreach (var copy in Half(s.Busy, s.Copy))
                    yield return ($"source fails to {s.Busy} ({copy})", true, Feed(w with { Source = s with { Busy = Work.None, Copy = copy }, Left = w.Left with { Failures = w.Left.Failures - 1 } }, Input.Failed(s.Busy)));
        }
        var state = new SourceState((SourcePhase)s.Phase, s.Linked);
        if (state.Waits) yield return ("source waits too long", false, Feed(w, Input.Timeout));
        if (state.CanCancel && w.Left.Cancels > 0) yield return ("caller cancels", true, Feed(w with { Left = w.Left with { Cancels = w.Left.Cancels - 1 } }, Input.Cancel));
    }

    private IEnumerable<(string, bool, World)> TargetMoves(World w)
    {
        var t = w.Target;
        if (w.Off) yield break;
        if (!t.Alive || t.Outcome == Outcome.Stuck)
        {
            if (t.Journal != JournalStep.None) yield return ("target starts again", false, FeedTarget(w with { Target = t.Crashed(Survivor(t.Copy)) with { Alive = true } }, Input.Recover(t.Journal)));
            else if (!t.Alive) yield return ("target starts again", false, w with { Target = t with { Alive = true } });
        }
        if (!t.Alive) yield break;
        foreach (var copy in Half(t.Busy, t.Copy))
            if (w.Left.Crashes > 0) yield return ($"target dies ({copy})", true, w with { Target = t.Crashed(Survivor(copy)), ToTarget = default, Left = w.Left with { Crashes = w.Left.Crashes - 1 } });
        if (t.Effects.Count > 0)
        {
            foreach (var next in Carry(w, false)) yield return ($"target: {t.Effects.First}", false, next);
            yield break;
        }
        if (late && t is { Busy: Work.Activate or Work.Fill, Copy: Copy.Prepared })
            yield return ($"target can't {t.Busy} what has died", false, FeedTarget(w with { Target = t with { Busy = Work.None } }, Input.Failed(t.Busy)));
        else if (t.Busy != Work.None)
        {
            yield return ($"target has done {t.Busy}", false, FeedTarget(w with { Target = t with { Busy = Work.None, Copy = After(t.Busy, t.Copy) } }, Input.Done(t.Busy)));
            if (w.Left.Failures > 0 && !(t.Busy == Work.Activate && t.Copy is Copy.Running or Copy.Living) && !(t.Busy == Work.Fill && t.Copy == Copy.Running))
                foreach (var copy in t.Busy is Work.Activate or Work.Fill ? [t.Copy] : Half(t.Busy, t.Copy))
                    yield return ($"target fails to {t.Busy} ({copy})", true, FeedTarget(w with { Target = t with { Busy = Work.None, Copy = copy }, Left = w.Left with { Failures = w.Left.Failures - 1 } }, Input.Failed(t.Busy)));
        }
        if (new TargetState((TargetPhase)t.Phase, t.Linked, late).Waits) yield return ("target waits too long", false, FeedTarget(w, Input.Timeout));
    }

    private IEnumerable<(string, bool, World)> WireMoves(World w)
    {
        foreach (var message in w.ToTarget.Kinds)
        {
            if (w.Target is { Quiet: true, Linked: true }) yield return ($"target gets {message}", false, FeedTarget(w with { ToTarget = w.ToTarget.Without(message) }, Input.Received(message)));
            if (w.Left.Losses > 0) yield return ($"{message} is lost", true, w with { ToTarget = w.ToTarget.Without(message), Left = w.Left with { Losses = w.Left.Losses - 1 } });
            if (w.Left.Doubles > 0) yield return ($"{message} is doubled", true, w with { ToTarget = w.ToTarget.With(message), Left = w.Left with { Doubles = w.Left.Doubles - 1 } });
        }
        foreach (var message in w.ToSource.Kinds)
        {
            if (w.Source is { Quiet: true, Linked: true }) yield return ($"source gets {message}", false, Feed(w with { ToSource = w.ToSource.Without(message) }, Input.Received(message)));
            if (w.Left.Losses > 0) yield return ($"{message} is lost", true, w with { ToSource = w.ToSource.Without(message), Left = w.Left with { Losses = w.Left.Losses - 1 } });
            if (w.Left.Doubles > 0) yield return ($"{message} is doubled", true, w with { ToSource = w.ToSource.With(message), Left = w.Left with { Doubles = w.Left.Doubles - 1 } });
        }
    }

    private IEnumerable<(string, bool, World)> LinkMoves(World w)
    {
        var (s, t) = (w.Source, w.Target);
        if (s is { Quiet: true, Linked: true } && (!t.Linked || w.Left.Cuts > 0))
            yield return ("source loses the link", t.Linked, Feed(w with { ToSource = default, Left = t.Linked ? w.Left with { Cuts = w.Left.Cuts - 1 } : w.Left }, Input.LinkDown));
        if (t is { Quiet: true, Linked: true } && (!s.Linked || w.Left.Cuts > 0))
            yield return ("target loses the link", s.Linked, FeedTarget(w with { ToTarget = default, Left = s.Linked ? w.Left with { Cuts = w.Left.Cuts - 1 } : w.Left }, Input.LinkDown));
        if (s is { Quiet: true, Linked: false, WantsLink: true } && t.Quiet)
            yield return ("they connect", false, Feed(FeedTarget(w with { ToSource = default, ToTarget = default, Source = s with { WantsLink = false } }, Input.LinkUp), Input.LinkUp));
    }

    // A machine without power runs nothing and hears nothing; what ran on it is there without its processes when it comes back. A person
    // decides "here" while it is off, and "there" when it has been seen running there; anything else is a mistake.
    private IEnumerable<(string, bool, World)> PersonMoves(World w)
    {
        if (w.Off) yield return ("the target's machine is switched on", false, w with { Off = false });
        if (w.Source is not { Quiet: true, Busy: Work.None, Phase: (byte)SourcePhase.Committing }) yield break;
        if (w.Left.Decisions > 0 && !w.Off)
            yield return ("the target's machine is off", true, w with { Off = true, Target = w.Target.Crashed(Survivor(w.Target.Copy) is var left && left is Copy.Running or Copy.Held ? Copy.Stopped : left), ToTarget = default, Left = w.Left with { Decisions = w.Left.Decisions - 1 } });
        if (w.Off) yield return ("a person decides: here", false, Feed(w, Input.DecideHere));
        if (w.Left.Decisions > 0 && w.Target is { Copy: Copy.Running, Journal: JournalStep.Owned or JournalStep.Running })
            yield return ("a person decides: there", true, Feed(w with { Left = w.Left with { Decisions = w.Left.Decisions - 1 } }, Input.DecideThere));
        if (w.Left.Mistakes > 0)
            yield return ("a person decides wrongly: here", true, Feed(w with { Left = w.Left with { Mistakes = w.Left.Mistakes - 1 } }, Input.DecideHere));
    }

    /// <summary>The first pending effect of a side; a work that is stopped for another may have been done or not.</summary>
    private IEnumerable<World> Carry(World w, bool source)
    {
        var side = source ? w.Source : w.Target;
        var effect = side.Effects.First;
        var rest = side with { Effects = side.Effects.Rest };
        World Put(Side changed) => source ? w with { Source = changed } : w with { Target = changed };
        switch (effect.Kind)
        {
            case EffectKind.Journal: yield return Put(rest with { Journal = effect.Step }); break;
            case EffectKind.Erase: yield return Put(rest with { Journal = JournalStep.None }); break;
            case EffectKind.Finish: yield return Put(rest with { Outcome = effect.Outcome }); break;
            case EffectKind.Connect: yield return Put(rest with { WantsLink = true }); break;
            case EffectKind.Disconnect: yield return Purged(Put(rest with { Linked = false })); break;
            case EffectKind.Send when !side.Linked: yield return Put(rest); break;
            case EffectKind.Send when source: yield return Put(rest) with { ToTarget = w.Target.Linked ? w.ToTarget.With(effect.Message) : w.ToTarget }; break;
            case EffectKind.Send: yield return Put(rest) with { ToSource = w.Source.Linked ? w.ToSource.With(effect.Message) : w.ToSource }; break;
            case EffectKind.Do:
                foreach (var copy in Half(side.Busy, side.Copy)) yield return Put(rest with { Busy = effect.Work, Copy = copy });
                break;
            default: throw new InvalidOperationException($"an effect the model does not know: {effect}");
        }
    }

    private static World Purged(World w) => w with { ToSource = default };

    private World Feed(World w, Input input)
    {
        var (state, effects) = source(new SourceState((SourcePhase)w.Source.Phase, w.Source.Linked), input);
        return w with { Source = w.Source with { Phase = (byte)state.Phase, Linked = state.Linked, Effects = Pending.Of(effects) } };
    }

    private World FeedTarget(World w, Input input)
    {
        var (state, effects) = target(new TargetState((TargetPhase)w.Target.Phase, w.Target.Linked, late), input);
        return w with { Target = w.Target with { Phase = (byte)state.Phase, Linked = state.Linked, Effects = Pending.Of(effects) } };
    }

    // What ran on half a memory dies with the process that fed it.
    private Copy Survivor(Copy copy) => copy == Copy.Living || (late && copy == Copy.Held) ? Copy.Prepared : copy;

    private IEnumerable<Copy> Half(Work work, Copy copy) => After(work, copy) is var after && after == copy ? [copy] : [copy, after];

    private Copy After(Work work, Copy copy) => work switch
    {
        Work.Freeze => Copy.Frozen,
        Work.Thaw => copy == Copy.Deleted ? throw new InvalidOperationException("thawed after it was deleted") : Copy.Running,
        Work.Delete => Copy.Deleted,
        Work.Prepare => Copy.Prepared,
        Work.Restore => Copy.Held,
        Work.Activate when late => copy == Copy.Held ? Copy.Living : copy,
        Work.Activate => copy == Copy.Stopped ? Copy.Stopped : Copy.Running,
        Work.Fill => copy == Copy.Living ? Copy.Running : copy,
        Work.TakeBack => copy == Copy.Deleted ? throw new InvalidOperationException("taken back after it was deleted") : Copy.Running,
        Work.Yield => Copy.None,
        Work.CleanUp => copy == Copy.Running ? throw new InvalidOperationException("cleaned up while it ran") : Copy.None,
        _ => copy,
    };
}
