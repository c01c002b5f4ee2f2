using System.Text.Json.Serialization;

namespace Containment.Migration.Ends;

/// <summary>The target's answer to the question whether it would take a container.</summary>
/// <param name="Findings">What stands in the way.</param>
/// <param name="BaseNeeded">Whether the base root file system has to be sent.</param>
internal sealed record OfferJudgement(IReadOnlyList<MigrationFinding> Findings, bool BaseNeeded);

[JsonSerializable(typeof(OfferJudgement))]
[JsonSerializable(typeof(MoveRefusal))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
internal sealed partial class OfferJson : JsonSerializerContext;
