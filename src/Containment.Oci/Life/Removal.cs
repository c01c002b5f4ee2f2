using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Launch;
using Containment.Launch.Hooks;
using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;
using Containment.Oci.Output;
using Containment.Oci.States;
using Containment.Resources;

namespace Containment.Oci.Life;

/// <summary>Takes a container away with all that is kept of it.</summary>
internal static class Removal
{
    /// <param name="force">Also one that runs, one that was never finished, and one whose state is damaged.</param>
    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: it runs, and nobody forces it.</exception>
    public static async Task RunAsync(HeldContainer held, bool force, ErrorLog log, CancellationToken cancellationToken)
    {
        var container = Read(held, force, log);
        if (container is { Phase: not ContainerPhase.Stopped })
        {
            if (!force) throw new ContainmentException(FailureReason.WrongState, held.Id, $"cannot delete container {held.Id} that is not stopped: {container.Status}");
            await EndAsync(container, cancellationToken).ConfigureAwait(false);
        }
        var spec = Specification(held, container);
        var cgroup = Cgroup(container?.Record, force, log);
        if (cgroup is null) await UnfinishedCgroup.RemoveAsync(held, log, cancellationToken).ConfigureAwait(false);
        await RunAsync(held, container?.Record, cgroup, cancellationToken).ConfigureAwait(false);
        if (spec is not null) await HookRunner.PoststopAsync(spec, RecordState.Of(container!.Record), log.Warning, cancellationToken).ConfigureAwait(false);
    }

    // Only for its hooks; one that can't be read has none.
    private static RuntimeSpec? Specification(HeldContainer held, ContainerView? container)
    {
        try
        {
            if (container is null || !File.Exists(held.Paths.Config)) return null;
            var config = File.ReadAllBytes(held.Paths.Config);
            // To read all of it takes longer than to delete the rest.
            return config.AsSpan().IndexOf("poststop"u8) < 0 ? null : RuntimeSpecText.Read(config);
        }
        catch (Exception unreadable) when (unreadable is InvalidSpecException or IOException)
        {
            return null;
        }
    }

    /// <summary>Ends what is in its cgroups, and removes them, what it mounted in a mount namespace that is not its own, and its directory.</summary>
    public static async Task RunAsync(HeldContainer held, ContainerRecord? record, OciCgroup? cgroup, CancellationToken cancellationToken)
    {
        if (cgroup is not null)
        {
            await cgroup.KillAsync(cancellationToken).ConfigureAwait(false);
            await cgroup.DeleteAsync(cancellationToken).ConfigureAwait(false);
        }
        if (record?.MountsBefore is { } before) Unmount(record.Rootfs, before);
        if (record?.ResourceControl is { } made) ResourceControlGroup.Remove(held.Id, made, MachineFacts.Current);
        held.Remove();
    }

    private static void Unmount(string rootfs, int left)
    {
        try
        {
            MountsHere.Reduce(rootfs, left);
        }
        catch (KernelRefusal refused)
        {
            throw new KernelException(refused);
        }
    }

    private static async Task EndAsync(ContainerView container, CancellationToken cancellationToken)
    {
        // A frozen one takes no signal until it is thawed; KillAsync knows that.
        if (container.Phase == ContainerPhase.Paused && container.Record.FindCgroup() is { } cgroup) await cgroup.KillAsync(cancellationToken).ConfigureAwait(false);
        ContainerProcess.End(container.Record.Init!);
    }

    private static OciCgroup? Cgroup(ContainerRecord? record, bool force, ErrorLog log)
    {
        try
        {
            return record?.OpenCgroup();
        }
        catch (ContainmentException damaged) when (force && damaged.Reason == FailureReason.Corrupt)
        {
            log.Warning(damaged.Message);
            return null;
        }
    }

    private static ContainerView? Read(HeldContainer held, bool force, ErrorLog log)
    {
        try
        {
            return held.Read();
        }
        catch (ContainmentException damaged) when (force && damaged.Reason == FailureReason.Corrupt)
        {
            log.Warning(damaged.Message);
            return null;
        }
    }
}
