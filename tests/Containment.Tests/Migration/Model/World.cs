namespace Containment.Tests.Migration.Model;

/// <summary>Both sides, the wire between them, and what may still go wrong.</summary>
internal readonly record struct World(Side Source, Side Target, Wire ToTarget, Wire ToSource, Faults Left, bool Off = false)
{
    public bool Settled => Source.Quiet && Target.Quiet && Source.Journal == 0 && Target.Journal == 0
        && Source.Busy == 0 && Target.Busy == 0 && (ToTarget.Bag == 0 || !Target.Linked) && (ToSource.Bag == 0 || !Source.Linked);

    public override string ToString() =>
        $"source {(Source.Alive ? Phase(Source.Phase) : "dead")} journal {Source.Journal} {Source.Copy} busy {Source.Busy} effects {Source.Effects.Count} linked {Source.Linked} | " +
        $"target {(Target.Alive ? (Containment.Migration.Protocol.TargetPhase)Target.Phase : "dead")} journal {Target.Journal} {Target.Copy} busy {Target.Busy} effects {Target.Effects.Count} linked {Target.Linked} | " +
        $"to target [{string.Join(' ', ToTarget.Kinds)}] to source [{string.Join(' ', ToSource.Kinds)}] left {Left}";

    private static string Phase(byte phase) => ((Containment.Migration.Protocol.SourcePhase)phase).ToString();
}
