using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Launch;
using Containment.Resources;

namespace Containment.Containers.Guests;

/// <summary>Makes what a container will see of itself, before it is launched or restored, and adds it to how it runs.</summary>
internal sealed class GuestPreparation(ContainerHost host, GuestViews views)
{
    /// <summary>What a start would refuse and can be known before.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.ToolMissing"/>: there is no lxcfs.</exception>
    public static void Check(ContainerSpec spec)
    {
        if (spec.RuntimeConfig is null && spec.Isolation.GuestView == GuestView.Lxcfs) Lxcfs.Mounts();
    }

    /// <param name="spec">The container, whose cgroups are there.</param>
    /// <param name="runs">How it runs.</param>
    /// <returns>The same with mounts, and with a clock of its own.</returns>
    public RuntimeSpec Run(ContainerSpec spec, RuntimeSpec runs)
    {
        // A bundle runs as its config.json says.
        if (spec.RuntimeConfig is not null) return runs;
        if (spec.Isolation.GuestView == GuestView.Own) runs = Own(spec.Id, runs);
        else if (spec.Isolation.GuestView == GuestView.Lxcfs) runs = GuestMounts.Add(runs, Lxcfs.Mounts());
        if (spec.Isolation.TellLimits) runs = Tell(spec.Id, runs);
        if (spec.Dns is not null) runs = GuestMounts.Add(runs, NameFiles.Put(GuestDirectory.Of(host.Options, spec.Id).Names, spec));
        return runs;
    }

    private RuntimeSpec Own(ContainerId id, RuntimeSpec runs)
    {
        // An ordinary user can't set a clock.
        var clock = LaunchPowers.With(OwnIds.Current).Mounts && File.Exists("/proc/self/ns/time");
        var files = GuestFile.For(clock).ToList();
        var guest = views.Of(id);
        guest.Create(files);
        views.Look(atOnce: true);
        runs = GuestMounts.Add(runs, files.Where(file => File.Exists(file.Target)).Select(file => GuestMounts.Bind(guest.Directory.PathOf(file), file.Target)));
        return clock ? GuestMounts.OwnClock(runs, GuestReading.MachineUptime()) : runs;
    }

    private RuntimeSpec Tell(ContainerId id, RuntimeSpec runs)
    {
        var directory = GuestDirectory.Of(host.Options, id);
        Directory.CreateDirectory(directory.Told);
        ToldLimits.Put(directory.Told, ContainerCgroup.Open(host, id).ReadLimits());
        return GuestMounts.Add(runs, [GuestMounts.Bind(directory.Told, GuestMounts.Told)]);
    }
}
