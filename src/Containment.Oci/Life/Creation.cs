using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Launch;
using Containment.Launch.Hooks;
using Containment.Linux.Namespaces;
using Containment.Networks;
using Containment.Oci.Foreground;
using Containment.Oci.Output;
using Containment.Oci.States;
using Containment.Resources;

namespace Containment.Oci.Life;

/// <summary>Makes a container of a bundle, or nothing.</summary>
internal sealed class Creation(StateStore store, ErrorLog log)
{
    /// <returns>The container, still held.</returns>
    /// <exception cref="ContainmentException">A step failed, or the id is taken; nothing is left.</exception>
    /// <exception cref="InvalidSpecException">The bundle is not right, or the terminal and its socket don't fit together.</exception>
    public async Task<Created> RunAsync(CreateOptions options, CancellationToken cancellationToken)
    {
        var bundle = Bundle.Open(options.Bundle);
        var spec = Unset.Fill(options.Preserved.Tell(bundle.Spec), options.Held);
        if (options.Foreground) spec = OwnWindow.GiveTo(spec);
        CheckTerminal(spec, options);
        var held = store.Create(options.Id);
        OciCgroup? cgroup = null;
        ProcessIdentity? init = null;
        IReadOnlyList<string>? groups = null;
        try
        {
            var record = Record(options, bundle);
            // First: by it the cgroup is found again that is made before anything is noted of it.
            PrivateFile.Write(held.Paths.Config, bundle.Config.Span);
            cgroup = await OciCgroup.CreateAsync(CgroupRequest(options, spec), cancellationToken).ConfigureAwait(false);
            foreach (var warning in cgroup.Warnings) log.Warning(warning);
            record = record with { Cgroup = cgroup.Record };
            held.Write(record);
            if (options.Source is { } source)
                return await RestoreAsync(options, source, held, record, Request(options, held, bundle, spec, new LaunchStreams.Inherited(), cgroup), Begun, cancellationToken).ConfigureAwait(false);
            using var console = options.Foreground && spec.Process?.Terminal == true ? new ConsoleListener(held.Paths.ConsoleSocket) : null;
            var streams = Streams(spec, options, console?.Path ?? options.ConsoleSocket);
            var state = RecordState.Of(record);
            var request = Request(options, held, bundle, spec, streams, cgroup) with { State = state };
            var plan = LaunchCompiler.Compile(request);
            foreach (var warning in plan.Warnings) log.Warning(warning);
            if (spec.Process is { Terminal: false, User: var user }) StreamOwners.Give(spec.Linux?.UidMappings is { Count: > 0 } maps ? new Launch.Plans.IdMaps(maps, maps).Uid(user.Uid) : user.Uid);
            var pauses = HookRunner.PausesFor(spec, state, (pause, pid, ct) => OwnMaps.GiveAsync(spec, pid, ct));
            var pid = await Launcher.DetachAsync(plan, options.Preserved.All, pauses, cancellationToken).ConfigureAwait(false);
            groups = plan.ResourceControl is { Count: > 0 } made ? made : null;
            record = record with { Init = Begun(pid), StartSteps = options.Held ? StartSteps.Of(plan) : null, ResourceControl = groups };
            held.Write(record);
            if (options.PidFile is { } file) PidFile.Write(file, pid);
            if (!options.Held) await HookRunner.PoststartAsync(spec, state with { Pid = pid }, log.Warning, cancellationToken).ConfigureAwait(false);
            return new(held, pid, console?.Take());
        }
        catch (Exception wrong)
        {
            await UndoAsync(held, init, cgroup, groups).ConfigureAwait(false);
            await HookRunner.PoststopAsync(spec, RecordState.Of(Record(options, bundle)), log.Warning, CancellationToken.None).ConfigureAwait(false);
            if (wrong is KernelException refused && ProgramErrors.Explain(refused, spec.Process) is { } explained) throw explained;
            throw;
        }

        ProcessIdentity Begun(int pid)
        {
            init = ProcessIdentity.Of(pid) ?? new(pid, 0, "");
            cgroup!.Settle();
            return init;
        }
    }

    private async Task<Created> RestoreAsync(CreateOptions options, RestoreSource source, HeldContainer held, ContainerRecord record, LaunchRequest request, Func<int, ProcessIdentity> begun, CancellationToken cancellationToken)
    {
        var (pid, terminal) = await source.RunAsync(request, HookRunner.PausesFor(request.Spec, RecordState.Of(record)), record.Rootfs, store.Root, held.Paths.Directory, cancellationToken).ConfigureAwait(false);
        held.Write(record with { Init = begun(pid) });
        if (terminal is not null && options.ConsoleSocket is { } console)
        {
            ConsoleSender.Send(console, terminal);
            terminal.Dispose();
            terminal = null;
        }
        if (options.PidFile is { } file) PidFile.Write(file, pid);
        return new(held, pid, terminal);
    }

    private static void CheckTerminal(RuntimeSpec spec, CreateOptions options)
    {
        var terminal = spec.Process?.Terminal == true;
        if (terminal && !options.Foreground && options.ConsoleSocket is null) throw new ContainmentException(FailureReason.WrongState, options.Id, "cannot allocate tty if the runtime will detach without setting console socket");
        if ((!terminal || options.Foreground) && options.ConsoleSocket is not null) throw new ContainmentException(FailureReason.WrongState, options.Id, "cannot use console socket if the runtime will not detach or allocate tty");
    }

    private static LaunchStreams Streams(RuntimeSpec spec, CreateOptions options, string? console) => spec.Process?.Terminal == true
        ? new LaunchStreams.ConsoleSocket(console!, options.Preserved.Count)
        : new LaunchStreams.Inherited(options.Preserved.Count) { Discarding = StreamOwners.Discarding };

    private static ContainerRecord Record(CreateOptions options, Bundle bundle) => new()
    {
        OciVersion = RuntimeSpec.Version,
        Id = options.Id,
        Bundle = bundle.Path,
        Rootfs = bundle.RootPath,
        Created = DateTimeOffset.UtcNow,
        Owner = Self.User,
        Annotations = bundle.Spec.Annotations,
        MountsBefore = bundle.Spec.Linux?.Namespaces?.Any(one => one.Type == "mount") == true ? null : MountsHere.Count(bundle.RootPath),
    };

    private static OciCgroupRequest CgroupRequest(CreateOptions options, RuntimeSpec spec) => new(options.Id)
    {
        CgroupsPath = spec.Linux?.CgroupsPath,
        Resources = spec.Linux?.Resources,
        Systemd = options.SystemdCgroup,
        Rootless = Self.Standing != Standing.Root,
    };

    private static LaunchRequest Request(CreateOptions options, HeldContainer held, Bundle bundle, RuntimeSpec spec, LaunchStreams streams, OciCgroup? cgroup) => new()
    {
        Id = options.Id,
        Spec = spec,
        Root = new LaunchRoot.Plain(bundle.RootPath),
        Cgroup = cgroup?.Placement ?? new(null, []),
        Streams = streams,
        Network = spec.Linux?.Namespaces?.Any(one => one is { Type: "network", Path: null or "" }) == true ? [NetworkPlan.LoopbackUp] : [],
        StartSocket = options.Held ? held.Paths.StartSocket : null,
        NewKeyring = options.NewKeyring,
        // Hooks look for what is mounted below the bundle's root; but root of a user namespace may be unable to walk there.
        MountPoint = spec.Hooks is { CreateContainer.Count: > 0 } && spec.Linux?.Namespaces?.Any(one => one.Type == "user") is not true ? bundle.RootPath : MountPlace.Usual,
        Powers = OwnMaps.Powers(spec),
    };

    // What made it fail is told, not what fails in cleaning up after it.
    private async Task UndoAsync(HeldContainer held, ProcessIdentity? init, OciCgroup? cgroup, IReadOnlyList<string>? groups)
    {
        using (held)
        {
            try
            {
                // Where there are no cgroups, nothing else would end it.
                if (init is not null) ContainerProcess.End(init);
                var record = held.Read()?.Record;
                await Removal.RunAsync(held, record is null ? null : record with { ResourceControl = groups }, cgroup, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                log.Warning($"{held.Id}: {e.Message}");
            }
        }
    }
}
