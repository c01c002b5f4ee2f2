namespace Containment.Migration.Ends;

/// <summary>Why the target declines, as it goes over the wire.</summary>
internal sealed record MoveRefusal(MigrationFailure Failure, string Message, IReadOnlyList<MigrationFinding> Findings);
