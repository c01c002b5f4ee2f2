using System.Text.Json.Serialization;
using Containment.Bundles;
using Containment.Checkpoints.Dumping;
using Containment.Resources;

namespace Containment.Migration.Ends;

/// <summary>What the target must know of a container to judge whether it can have it.</summary>
/// <param name="Spec">Its description, in the form in which it is stored.</param>
/// <param name="Strategy">What goes along.</param>
/// <param name="Running">Whether it runs.</param>
/// <param name="Epoch">The ownership epoch that the target will hold.</param>
/// <param name="BaseDigest">What its base root file system is; null where that can't go along.</param>
/// <param name="Ids">Its host ids, with a user namespace.</param>
/// <param name="Limits">The limits in force.</param>
/// <param name="MemoryBytes">What its processes use.</param>
/// <param name="FileBytes">What its own files take.</param>
/// <param name="Kernel">The source's kernel release.</param>
/// <param name="Architecture">The source's machine.</param>
internal sealed record MoveOffer(byte[] Spec, MigrationStrategy Strategy, bool Running, long Epoch, string? BaseDigest, IdRange? Ids, ResourceLimits Limits, long MemoryBytes, long FileBytes, string Kernel, string Architecture)
{
    /// <summary>The features of the source's processor; none where no processes go along.</summary>
    public IReadOnlyList<string> Processor { get; init => field = value ?? []; } = [];

    /// <summary>The source's CRIU; null where no processes go along, or it has none.</summary>
    public string? Criu { get; init; }
}

/// <summary>The target's answer to an offer that it takes.</summary>
/// <param name="BaseNeeded">Whether the base has to be sent.</param>
internal sealed record MoveAcceptance(bool BaseNeeded);

[JsonSerializable(typeof(MoveOffer))]
[JsonSerializable(typeof(MoveAcceptance))]
[JsonSerializable(typeof(ImageFacts))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
internal sealed partial class MoveJson : JsonSerializerContext;
