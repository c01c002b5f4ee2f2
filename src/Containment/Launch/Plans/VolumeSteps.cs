using Containment.Bundles.Mounting;
using Containment.Linux.Processes;
using Containment.Volumes;

namespace Containment.Launch.Plans;

/// <summary>A volume, mounted with the host's powers and seen through the container's user namespace, so that its files keep the container's ids.</summary>
internal static class VolumeSteps
{
    /// <summary>By the keeper of a launch or of a restore; what it is mounted on is found with all other mounts' places.</summary>
    public static TreeMount Open(LaunchScope scope, OpenVolume volume)
    {
        var slot = Make(scope.Plan, scope.Maker, volume, scope.Outside is null ? null : scope.UserNamespace);
        return new(new() { Destination = volume.Mount.Target, Type = "volume", Source = volume.Source }, new(), slot, IsBind: true);
    }

    /// <summary>Detached, with its attributes.</summary>
    public static PlanSlot Make(PlanBuilder plan, PlanSide side, OpenVolume volume, PlanSlot? userNamespace)
    {
        var subject = $"volume {volume.Mount.Volume} on {volume.Mount.Target}";
        var attributes = MountAttributes.NoSuid | MountAttributes.NoDev | (volume.Mount.ReadOnly ? MountAttributes.ReadOnly : 0);
        if (volume.Type is { } type)
        {
            var mount = MountSteps.Create(plan, side, type, volume.Source, volume.Options.Select(option => new FileSystemOption(option.Name, option.Value)), attributes, subject);
            if (userNamespace is not null) MountSteps.Change(side, mount, subject, 0, 0, 0, recursive: false, userNamespace);
            return mount;
        }
        var copy = plan.Slot();
        MountSteps.Copy(side, copy, Flags.AtCwd, volume.Source, recursive: false, subject);
        MountSteps.Change(side, copy, subject, attributes, 0, (ulong)Propagation.Private, recursive: false, userNamespace);
        return copy;
    }
}
