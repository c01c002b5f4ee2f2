using System.Text.Json;
using Containment.Migration.Ends;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Migration.Driving;

/// <summary>Why a move was rolled back.</summary>
internal sealed record MoveFailure(MigrationFailure Kind, string Message, IReadOnlyList<MigrationFinding> Findings, Exception? Error)
{
    /// <summary>A link that broke or fell silent, as opposed to anybody's mistake.</summary>
    public bool LinkBroke => Kind == MigrationFailure.LinkLost || (Kind == MigrationFailure.TimedOut && Error is WireException);

    /// <summary>Reads it out of what made the machine roll back.</summary>
    public static MoveFailure Of(Happening happening, SourcePhase phase) => happening.Input switch
    {
        { Message: Protocol.Message.Decline } => Declined(happening.Payload),
        { Kind: InputKind.Cancel } => new(MigrationFailure.Cancelled, "the caller cancelled it", [], null),
        { Kind: InputKind.Timeout } => new(MigrationFailure.TimedOut, phase >= SourcePhase.Freezing ? $"it stood still longer than allowed ({phase})" : $"the target did not answer ({phase})", [], null),
        { Kind: InputKind.LinkDown } => happening.Error is WireException { Failure: not MigrationFailure.ProtocolBroken } wire
            ? new(wire.Failure, wire.Message, [], wire)
            : new(happening.Error is WireException ? MigrationFailure.ProtocolBroken : MigrationFailure.LinkLost, $"the link to the target broke: {happening.Error?.Message}", [], happening.Error),
        { Kind: InputKind.Failed, Work: var work } when happening.Error is MigrationException { Failure: MigrationFailure.LinkLost } lost => new(lost.Failure, $"{work} failed: {lost.Message}", [], lost),
        { Kind: InputKind.Failed, Work: var work } => happening.Error is WireException or IOException { InnerException: System.Net.Sockets.SocketException } or ObjectDisposedException or OperationCanceledException
            ? new(MigrationFailure.LinkLost, $"the link to the target broke: {happening.Error.Message}", [], happening.Error)
            : new(MigrationFailure.SourceFailed, $"{work} failed: {happening.Error?.Message}", [], happening.Error),
        { Kind: InputKind.Recover } => new(MigrationFailure.SourceFailed, "an earlier process was stopped before the commit", [], null),
        _ => new(MigrationFailure.ProtocolBroken, $"{happening.Input} in {phase}", [], happening.Error),
    };

    private static MoveFailure Declined(ReadOnlyMemory<byte> payload)
    {
        try
        {
            if (payload.Length > 0 && JsonSerializer.Deserialize(payload.Span, OfferJson.Default.MoveRefusal) is { } refusal)
                return new(refusal.Failure is MigrationFailure.Refused or MigrationFailure.TimedOut ? refusal.Failure : MigrationFailure.TargetFailed, $"the target declined: {refusal.Message}", refusal.Findings, null);
        }
        catch (JsonException)
        {
            // A refusal that can't be read is still one.
        }
        return new(MigrationFailure.TargetFailed, "the target declined without a word why", [], null);
    }
}
