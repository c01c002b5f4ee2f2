using Containment.Bundles;
using Containment.Containers.Guests;
using Containment.Containers.Storing;
using Containment.Devices;
using Containment.Launch;
using Containment.Launch.Hooks;
using Containment.Linux.Namespaces;
using Containment.Linux.Networks;
using Containment.Networks;
using Containment.Resources;
using Containment.Volumes;

namespace Containment.Containers.Life;

/// <summary>Starts a container's first process. Nothing here waits for a disk.</summary>
internal sealed class Starting(ContainerRegistry registry)
{
    public async Task RunAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        using var held = await registry.LockAsync(spec.Id, cancellationToken).ConfigureAwait(false);
        Refuse(await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false));
        await RunAsync(held, spec, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts one that does not run, whoever owns it: a move starts it before it says whose it is.</summary>
    public async Task RunAsync(IContainerLock held, ContainerSpec spec, CancellationToken cancellationToken)
    {
        var state = await registry.Store.ReadStateAsync(spec.Id, cancellationToken).ConfigureAwait(false);
        // Its interfaces may have become others since the caller read it.
        spec = spec with { Networks = (await registry.Store.ReadSpecAsync(spec.Id, cancellationToken).ConfigureAwait(false)).Networks };
        // Somebody's start broke off and nobody has opened the host since.
        if (RunFacts.Read(registry.Paths(spec.Id).Run) is { Phase: RunPhase.Starting }) await new Demolition(registry).RunAsync(held, cancellationToken).ConfigureAwait(false);
        using var volumes = await registry.OpenVolumesAsync(state, cancellationToken).ConfigureAwait(false);
        await registry.Links.SettleAsync(spec.Id, cancellationToken).ConfigureAwait(false);
        var devices = await new DeviceStarting(registry).LendAsync(held, state, cancellationToken).ConfigureAwait(false);
        LaunchRequest request;
        IReadOnlyList<NetworkSpec> networks;
        try
        {
            request = await RequestAsync(spec, state, volumes, devices, cancellationToken).ConfigureAwait(false);
            // Once for all that follows.
            networks = await registry.Networks.ResolveAsync(spec.Networks, cancellationToken).ConfigureAwait(false);
            await registry.Links.RememberAsync(spec.Id, networks, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await new DeviceStarting(registry).WithdrawAsync(held.Id).ConfigureAwait(false);
            throw;
        }
        var hooks = HookRunner.PausesFor(request.Spec, request.State!, MapIdsAsync);
        AtPause? pauses = request.AwaitsNetwork ? (pause, pid, cancellation) => AskOthersAsync(held, spec, hooks, pause, pid, cancellation) : hooks;
        var session = await LaunchAsync(held, networks, LaunchCompiler.Compile(request), pauses, cancellationToken).ConfigureAwait(false);
        registry.Sessions.Keep(spec.Id, session);
        await registry.EmitAsync(spec.Id, ContainerEventKind.Started).ConfigureAwait(false);
        await HookRunner.PoststartAsync(request.Spec, request.State! with { Pid = session.InitPid }, failure => HookLog.Failed(registry.Host.Logger<Starting>(), spec.Id, failure), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a launch of this container needs; also what a restore makes the same surroundings from.</summary>
    public async Task<LaunchRequest> RequestAsync(ContainerSpec spec, ContainerState state, OpenVolumes volumes, DeviceParts devices, CancellationToken cancellationToken)
    {
        spec = state.Now(spec);
        var paths = registry.Paths(spec.Id);
        var layers = registry.Layers(spec.Id, state);
        var placement = Cgroup(spec, state).Placement;
        var runs = new GuestPreparation(registry.Host, registry.Guests).Run(spec, RuntimeSpecs.With(RuntimeSpecs.Of(spec, [layers.Upper, .. layers.Lower], state.Ids), devices));
        runs = await NetworkSharing.JoinAsync(registry, spec, runs, cancellationToken).ConfigureAwait(false);
        return new()
        {
            Id = spec.Id.Value,
            Spec = runs,
            State = RuntimeSpecs.State(spec, runs),
            Root = layers,
            Volumes = volumes.All,
            Ids = state.Ids,
            Cgroup = placement,
            Network = spec.Isolation.Network is NetworkScope.Own ? [.. await new DeviceStarting(registry).LinkStepsAsync(spec.Id, devices, cancellationToken).ConfigureAwait(false), .. await registry.Links.PlanAsync(spec.Id, spec.Networks, cancellationToken).ConfigureAwait(false)] : [],
            AwaitsNetwork = HostLinks.NeedOthers(spec.Networks),
            FirstProcess = spec.Isolation.FirstProcess,
            Keeper = new() { SocketPath = paths.Socket, ExitPath = paths.Exit, LogPath = paths.Log },
            // Hooks look for what is mounted below the bundle's root; but root of a user namespace may be unable to walk there.
            MountPoint = runs.Hooks is { CreateContainer.Count: > 0 } && state.Ids is null && spec.Root is Images.RootSource.Directory(var place) ? place : MountPlace.Usual,
            OwnHierarchies = spec.Isolation.Nesting,
            Powers = LaunchPowers.With(OwnIds.Current),
            MergeMemory = spec.MergeMemory,
        };
    }

    // A reboot takes cgroups away.
    private ContainerCgroup Cgroup(ContainerSpec spec, ContainerState state)
    {
        var cgroup = ContainerCgroup.Open(registry.Host, spec.Id) is { Exists: true } there ? there : ContainerCgroup.Create(registry.Host, spec.Id, state.Limits, RuntimeSpecs.Resources(spec), everywhere: spec.Isolation.Nesting);
        if (state.Devices.Count > 0) new DeviceAttaching(registry).SetRules(spec.Id, spec, state);
        // Its init makes cgroups for its services. Without a user namespace its root is the owner anyway.
        if (state.Ids is { } ids && (spec.Isolation.FirstProcess == FirstProcess.System || spec.Isolation.Nesting)) cgroup.Delegate(ids.First, ids.First, legacy: spec.Isolation.Nesting);
        return cgroup;
    }

    private async Task<KeeperSession> LaunchAsync(IContainerLock held, IReadOnlyList<NetworkSpec> networks, LaunchPlan plan, AtPause? pauses, CancellationToken cancellationToken)
    {
        var paths = registry.Paths(held.Id);
        // Before the launch, so that a crash in the middle is seen; before the old exit record goes, so that nobody thinks the old run lost.
        new RunFacts(RunPhase.Starting, registry.Now).Write(paths.Run);
        File.Delete(paths.Exit);
        try
        {
            await registry.Rules.ApplyAsync(held.Id, networks, cancellationToken).ConfigureAwait(false);
            var session = await Launcher.StartAsync(plan, pauses, cancellationToken).ConfigureAwait(false);
            await registry.Rules.ShapeAsync(held.Id, networks, cancellationToken).ConfigureAwait(false);
            // Where there are no cgroups, the first process is all by which the others can be found when the keeper is lost.
            if (Self.Standing != Standing.Root && !ContainerCgroup.Open(registry.Host, held.Id).Exists) ProcessNote.Of(session.InitPid)?.Write(paths.Init);
            if (plan.ResourceControl.Count > 0) File.WriteAllLines(paths.ResourceControl, plan.ResourceControl);
            RunFacts.Change(paths.Run, RunPhase.Running);
            return session;
        }
        catch
        {
            await new Demolition(registry).AfterFailureAsync(held, all: false).ConfigureAwait(false);
            if (new FileInfo(paths.Log) is { Exists: true, Length: 0 } empty) empty.Delete();
            throw;
        }
    }

    private static Task MapIdsAsync(LaunchPause pause, int pid, CancellationToken cancellationToken) =>
        pause == LaunchPause.MapIds ? OwnIds.Current!.MapAsync(pid, cancellationToken) : Task.CompletedTask;

    // Its namespaces are there, and it is not: the links come before hooks, which may look at them.
    private async Task AskOthersAsync(IContainerLock held, ContainerSpec spec, AtPause? hooks, LaunchPause pause, int pid, CancellationToken cancellationToken)
    {
        if (pause == LaunchPause.CreateRuntime)
        {
            using var inside = NetworkNamespace.Of(pid);
            var made = await registry.Links.AskOthersAsync(spec.Id, spec.Networks, inside, cancellationToken).ConfigureAwait(false);
            // Asked for again at the next start, here or elsewhere.
            if (!made.SequenceEqual(spec.Networks)) await registry.Store.WriteSpecAsync(held, spec with { Networks = made }, CancellationToken.None).ConfigureAwait(false);
        }
        if (hooks is not null) await hooks(pause, pid, cancellationToken).ConfigureAwait(false);
    }

    private static void Refuse(ContainerStatus status)
    {
        if (status.Ownership.Owner != Owner.Here)
            throw NotHere.Refusal(status.Id, status.Ownership, "it can't start");
        if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused)
            throw new ContainmentException(FailureReason.WrongState, status.Id.Value, $"container {status.Id} runs already");
    }
}
