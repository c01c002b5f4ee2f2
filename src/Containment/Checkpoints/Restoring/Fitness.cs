using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Dumping;
using Containment.Containers;
using Containment.Containers.Storing;

namespace Containment.Checkpoints.Restoring;

/// <summary>Whether images can be brought back on this machine.</summary>
internal static class Fitness
{
    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>.</exception>
    public static void Check(ContainerId id, ImageFacts facts, ContainerState state, ContainerSpec spec)
    {
        var ids = state.Ids;
        if (facts.Architecture != Machine.Architecture) throw Unfit(id, $"it was saved on {facts.Architecture}, and this machine is {Machine.Architecture}");
        if (Missing(facts.Processor) is { Count: > 0 } missing) throw Unfit(id, $"this processor lacks what the one it was saved on has: {string.Join(' ', missing)}");
        if (facts.Ids is null != ids is null) throw Unfit(id, "it was saved with a user namespace and now has none, or the other way round");
        if (facts.Ids is { } saved && ids is { } here && saved.Count > here.Count) throw Unfit(id, $"it was saved with {saved.Count} ids and now has {here.Count}");
        var targets = state.Volumes.Select(volume => volume.Target).ToList();
        if (facts.Volumes.Except(targets).FirstOrDefault() is { } lost) throw Unfit(id, $"it was saved with a volume on {lost} and has none there now; attach it again");
        if (targets.Except(facts.Volumes).FirstOrDefault() is { } added) throw Unfit(id, $"it was saved without a volume on {added}; detach that, and attach it again afterwards");
        var mounts = state.Now(spec).Isolation.Mounts.Select(mount => mount.Target).ToList();
        if (facts.Mounts?.Except(mounts).FirstOrDefault() is { } gone) throw Unfit(id, $"it was saved with a mount on {gone} and has none there now; attach it again");
        if (facts.Mounts is { } before && mounts.Except(before).FirstOrDefault() is { } more) throw Unfit(id, $"it was saved without a mount on {more}; detach that, and attach it again afterwards");
        // One that came later is in its new /dev as well; one that went may be open.
        if (facts.Devices.Except(state.Devices.Select(device => device.Name)).FirstOrDefault() is { } device) throw Unfit(id, $"it was saved with device {device} and does not have it now; attach it again");
    }

    /// <summary>What this machine's processor lacks of another's features.</summary>
    public static IReadOnlyList<string> Missing(IReadOnlyList<string> features) => [.. features.Except(Machine.Processor)];

    private static ContainmentException Unfit(ContainerId id, string why) => new(FailureReason.Unsupported, id.Value, $"container {id} can't be restored here: {why}");
}
