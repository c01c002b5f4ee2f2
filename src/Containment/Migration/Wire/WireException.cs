namespace Containment.Migration.Wire;

/// <summary>The other side sent what the protocol does not allow. The link is of no use any more.</summary>
internal sealed class WireException(string what, MigrationFailure failure = MigrationFailure.ProtocolBroken, Exception? inner = null)
    : IOException(failure == MigrationFailure.ProtocolBroken ? $"the other host sent {what}" : what, inner)
{
    public MigrationFailure Failure { get; } = failure;
}
