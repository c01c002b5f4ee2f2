using System.Text.Json.Serialization;

namespace Containment.Migration.Journals;

/// <summary>What a side must know about a move after a crash, beside its step.</summary>
/// <param name="MigrationId">The move.</param>
/// <param name="Container">Its container.</param>
/// <param name="Role">Which side this is.</param>
/// <param name="Epoch">The ownership epoch that the target holds once it owns it.</param>
/// <param name="PeerName">What the other host is called here.</param>
/// <param name="PeerFingerprint">The other host's certificate: only it may speak about this move.</param>
/// <param name="Address">Source: where the target listens.</param>
/// <param name="Port">Source: where the target listens.</param>
/// <param name="Strategy">What goes along.</param>
/// <param name="Relay">Source: the name of the relay that the target waits at; the address is the relay's then.</param>
internal sealed record MoveRecord(Guid MigrationId, string Container, MigrationRole Role, long Epoch, string PeerName, string PeerFingerprint, string? Address, int Port, MigrationStrategy Strategy, string? Relay = null)
{
    /// <summary>Source: the target that the move began with.</summary>
    [JsonIgnore]
    public MigrationTarget Target => Relay is null ? new(Address!, Port) : new(new MigrationRelayAddress(Relay, Address!, Port), PeerName);
}

[JsonSerializable(typeof(MoveRecord))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
internal sealed partial class MoveRecordJson : JsonSerializerContext;
