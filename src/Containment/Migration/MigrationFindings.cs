namespace Containment.Migration;

/// <summary>What can stand in the way of a move, each in one wording.</summary>
internal static class MigrationFindings
{
    public static MigrationFinding Busy(int most) => new(MigrationSeverity.Blocker, "busy", $"the target receives {most} containers already", "more at the same time would slow all of them", "try again, or raise MaxConcurrent over there");
}
