using Containment.Containers.Storing;
using Containment.Launch;
using Containment.Launch.Hooks;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;
using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>How runs end: waiting for it, asking for it, forcing it.</summary>
internal sealed class Ending(ContainerRegistry registry)
{
    public async Task<ExitStatus> WaitAsync(ContainerId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var status = await new StatusReader(registry).ReadAsync(id, cancellationToken).ConfigureAwait(false);
            if (status.Exit is { } exit) return await GivenBackAsync(id, exit).ConfigureAwait(false);
            if (status.Phase == ContainerPhase.KeeperLost) throw new ContainmentException(FailureReason.KeeperLost, id.Value, $"the keeper of container {id} died; how the container ended is not known");
            if (status.Phase == ContainerPhase.Created) throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} was not started");
            if (await registry.Sessions.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } session) continue;
            try
            {
                return await GivenBackAsync(id, await session.Exited.WaitAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (ContainmentException lost) when (lost.Reason == FailureReason.KeeperLost)
            {
                // It may have written the exit record all the same: look again.
            }
        }
    }

    // Whoever waits for the end finds the devices that it had where they were.
    private async Task<ExitStatus> GivenBackAsync(ContainerId id, ExitStatus exit)
    {
        await new DeviceReturning(registry).AfterEndAsync(id).ConfigureAwait(false);
        return exit;
    }

    public async Task SignalAsync(ContainerId id, Signal signal, CancellationToken cancellationToken)
    {
        var session = await LiveAsync(id, cancellationToken).ConfigureAwait(false) ?? throw NotRunning(id);
        if (!await SendAsync(id, session, signal).ConfigureAwait(false)) throw NotRunning(id);
    }

    public async Task<ExitStatus> StopAsync(ContainerSpec spec, StopOptions options, CancellationToken cancellationToken)
    {
        if (await LiveAsync(spec.Id, cancellationToken).ConfigureAwait(false) is { } session)
        {
            await SendAsync(spec.Id, session, SignalOf(spec, options)).ConfigureAwait(false);
            await WakeAsync(spec.Id, cancellationToken).ConfigureAwait(false);
            try
            {
                return await GivenBackAsync(spec.Id, await session.Exited.WaitAsync(options.GracePeriod, registry.Host.Options.TimeProvider, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (Exception late) when (late is TimeoutException or ContainmentException { Reason: FailureReason.KeeperLost })
            {
                return await KillAsync(spec.Id, cancellationToken).ConfigureAwait(false);
            }
        }
        return await WaitAsync(spec.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same under its lock, by whoever holds that: a move ends it so. Nothing happens where it does not run.</summary>
    public async Task StopAsync(IContainerLock held, ContainerSpec spec, StopOptions options, CancellationToken cancellationToken)
    {
        var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
        if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused && await registry.Sessions.FindAsync(held.Id, cancellationToken).ConfigureAwait(false) is { } session)
        {
            await SendAsync(held.Id, session, SignalOf(spec, options)).ConfigureAwait(false);
            if (ContainerCgroup.Open(registry.Host, held.Id) is { Exists: true, IsFrozen: true } still) await still.ThawAsync(Demolition.Patience, cancellationToken).ConfigureAwait(false);
            try
            {
                await session.Exited.WaitAsync(options.GracePeriod, registry.Host.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception late) when (late is TimeoutException or ContainmentException { Reason: FailureReason.KeeperLost })
            {
                await Killing.RunAsync(registry, held.Id, status.ProcessId, cancellationToken).ConfigureAwait(false);
                await ((Task)session.Exited).WaitAsync(Demolition.Patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await new DeviceReturning(registry).IfEndedAsync(held).ConfigureAwait(false);
    }

    public async Task<ExitStatus> KillAsync(ContainerId id, CancellationToken cancellationToken)
    {
        // Under the lock: the run that is killed is then the one that was asked about, and not one that has just begun.
        using (var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false))
        {
            var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
            if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused)
                await Killing.RunAsync(registry, id, status.ProcessId, cancellationToken).ConfigureAwait(false);
        }
        return await WaitAsync(id, cancellationToken).ConfigureAwait(false);
    }

    public async Task DeleteAsync(ContainerId id, CancellationToken cancellationToken)
    {
        await registry.ReadyAsync(cancellationToken).ConfigureAwait(false);
        IContainerLock held;
        try
        {
            held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (ContainmentException gone) when (gone.Reason == FailureReason.NotFound)
        {
            return;
        }
        using (held)
        {
            var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
            if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused)
                throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} runs; stop or kill it before deleting it");
            var spec = await DescriptionAsync(id, cancellationToken).ConfigureAwait(false);
            var volumes = await VolumesAsync(id, cancellationToken).ConfigureAwait(false);
            await RemoveAsync(held, cancellationToken).ConfigureAwait(false);
            await new VolumeClaims(registry).ReleaseAsync(id, volumes).ConfigureAwait(false);
            if (spec is not null && RuntimeSpecs.Config(spec) is { Hooks.Poststop.Count: > 0 } config)
                await HookRunner.PoststopAsync(config, RuntimeSpecs.State(spec, config), failure => HookLog.Failed(registry.Host.Logger<Ending>(), id, failure), cancellationToken).ConfigureAwait(false);
        }
        await registry.EmitAsync(id, ContainerEventKind.Deleted).ConfigureAwait(false);
    }

    // For its hooks and addresses: one whose description is damaged is deleted all the same.
    private async Task<ContainerSpec?> DescriptionAsync(ContainerId id, CancellationToken cancellationToken)
    {
        try
        {
            return await registry.Store.ReadSpecAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (ContainmentException damaged) when (damaged.Reason is FailureReason.Corrupt or FailureReason.NotFound)
        {
            return null;
        }
    }

    // Of one whose state is damaged nobody knows them; their claims stand in nobody's way when it is gone.
    private async Task<IReadOnlyList<string>> VolumesAsync(ContainerId id, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false)).Volumes.Select(volume => volume.Volume)];
        }
        catch (ContainmentException damaged) when (damaged.Reason == FailureReason.Corrupt)
        {
            return [];
        }
    }

    /// <summary>Removes a container whose processes are gone or may be killed; a move ends so, on the side that gave.</summary>
    public async Task RemoveAsync(IContainerLock held, CancellationToken cancellationToken)
    {
        var networks = (await DescriptionAsync(held.Id, cancellationToken).ConfigureAwait(false))?.Networks ?? [];
        await registry.Store.RemoveAsync(held, cancellationToken).ConfigureAwait(false);
        registry.Networks.Claims.Release(held.Id, networks);
        // From here on it is gone for everybody; what is interrupted is finished by the next opening of the host.
        await new Demolition(registry).AllAsync(held, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The keeper of a container that runs; null when it does not.</summary>
    public async Task<KeeperSession?> LiveAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var status = await new StatusReader(registry).ReadAsync(id, cancellationToken).ConfigureAwait(false);
        return status.Phase is ContainerPhase.Running or ContainerPhase.Paused ? await registry.Sessions.FindAsync(id, cancellationToken).ConfigureAwait(false) : null;
    }

    public static ContainmentException NotRunning(ContainerId id) => new(FailureReason.WrongState, id.Value, $"container {id} does not run");

    private static Signal SignalOf(ContainerSpec spec, StopOptions options) =>
        options.Signal ?? spec.StopSignal ?? (spec.Isolation.FirstProcess == Bundles.FirstProcess.System ? Signal.Halt : Signal.Term);

    // One that stands still can't end in an orderly way.
    private async Task WakeAsync(ContainerId id, CancellationToken cancellationToken)
    {
        // Paused, or held by the governor: what stands still can't end.
        if (RunFacts.Read(registry.Paths(id).Run) is not { Phase: RunPhase.Paused } && !ContainerCgroup.Open(registry.Host, id).IsFrozen) return;
        try
        {
            await new Holding(registry).ResumeAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (ContainmentException ended) when (ended.Reason == FailureReason.WrongState)
        {
            // Then there is nothing to wake.
        }
    }

    // The descriptor is opened before the look at the session: whatever it names was the first process then, and no other can take its place.
    private async Task<bool> SendAsync(ContainerId id, KeeperSession session, Signal signal)
    {
        try
        {
            using var process = ProcessDescriptor.TryOpen(session.InitPid);
            if (process is null || session.Exited.IsCompleted) return false;
            // Told before it is done, so that nobody sees the end before its cause.
            await registry.EmitAsync(id, ContainerEventKind.Signalled, signal.ToString()).ConfigureAwait(false);
            return process.TrySend(signal.Number);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
