using Containment.Bundles;
using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Dumping;

namespace Containment.Checkpoints.Restoring;

/// <summary>Whether images can be brought back on this machine.</summary>
internal static class Fitness
{
    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>.</exception>
    public static void Check(ContainerId id, ImageFacts facts, IdRange? ids)
    {
        if (facts.Architecture != Machine.Architecture) throw Unfit(id, $"it was saved on {facts.Architecture}, and this machine is {Machine.Architecture}");
        var missing = facts.Processor.Except(Machine.Processor).ToList();
        if (missing.Count > 0) throw Unfit(id, $"this processor lacks what the one it was saved on has: {string.Join(' ', missing)}");
        if (facts.Ids is null != ids is null) throw Unfit(id, "it was saved with a user namespace and now has none, or the other way round");
        if (facts.Ids is { } saved && ids is { } here && saved.Count > here.Count) throw Unfit(id, $"it was saved with {saved.Count} ids and now has {here.Count}");
    }

    private static ContainmentException Unfit(ContainerId id, string why) => new(FailureReason.Unsupported, id.Value, $"container {id} can't be restored here: {why}");
}
