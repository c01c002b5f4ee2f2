namespace Containment.Tests.Migration.Model;

/// <summary>How much may still go wrong; the exploration is exhaustive within it.</summary>
internal readonly record struct Faults(int Crashes, int Losses, int Doubles, int Cuts, int Failures, int Cancels, int Decisions = 0, int Mistakes = 0)
{
    public override string ToString() => $"{Crashes} crashes, {Losses} lost, {Doubles} doubled, {Cuts} cuts, {Failures} failures, {Cancels} cancels, {Decisions} decisions, {Mistakes} wrong ones";
}
