using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Rules;
using Containment.Launch.Plans;
using Containment.Linux.Processes;

namespace Containment.Launch;

/// <summary>
/// Turns a request into a plan. Pure.
/// <code>
/// keeper                                    child
///   socket, log, pipes, cgroups
///   clone3 ------------------------------->   v1 cgroups, cgroup namespace
///   uid_map, gid_map
///   signal 1 (ids) ----------------------->   root inside; proc, sysfs, pts … made, detached
///   root, /dev, binds, network of the host
///   signal 2 (tree) ---------------------->   network inside; root and mounts attached; pivot_root; masks
///   await-exec                                user, capabilities; filter; execve
///   keep, or detach (then the child may first wait to be begun)
/// </code>
/// </summary>
internal static class LaunchCompiler
{
    /// <exception cref="InvalidSpecException">Something of the specification can't be; nothing has been done.</exception>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>: this machine lacks what a field asks for; the subject is the field.</exception>
    public static LaunchPlan Compile(LaunchRequest request)
    {
        MachineRules.Check(request.Spec, request.Machine);
        var scope = new LaunchScope(request);
        var (keeper, child, process) = (scope.Keeper, scope.Child, scope.Process);
        keeper.Do(SystemCall.Umask, "0", 0);
        if (request.NewKeyring) KeyringSteps.Leave(keeper);
        // The table of descriptors is shared with the child; growing it then would make each wait for the other (RCU).
        keeper.Do(SystemCall.Fcntl, "room for 256 descriptors", 3, 1030, 255);
        var kept = request.Keeper is { } files ? KeepSteps.Open(scope.Plan, files) : default;
        if (request.StartSocket is { } start) scope.Start = KeepSteps.Listen(scope.Plan, start);
        var filter = SeccompSteps.Open(scope.Plan, request.Spec.Linux?.Seccomp);
        var (unified, legacy) = CgroupSteps.Open(scope.Plan, request.Cgroup);
        var streams = StreamSteps.Of(scope.Plan, request.Streams, process, () => Owner(scope));
        MountMapSteps.Make(scope);
        NamespaceSteps.Clone(scope, unified, legacy);
        NamespaceSteps.Enter(scope, legacy, Marks.IdsReady);
        if (!request.Powers.Mounts) streams.Give(child, process);

        var labels = LabelSteps.Open(scope.Plan, child, process);
        var granted = CapabilitySets.Grant(process.Capabilities, scope.Grantable);

        RootSteps.Make(scope);
        // A container of layers is made in the quicker way: keeper and child at the same time.
        var ordered = request.Root is LaunchRoot.Plain;
        if (!ordered) DeviceSteps.Make(scope);
        RootSteps.BecomeHostRoot(scope);
        var mounts = ordered ? TreeSteps.MakeInOrder(scope) : TreeSteps.OpenBinds(scope);
        PlanSlot? self = request.FirstProcess == FirstProcess.Reaper ? ReaperSteps.Open(scope) : null;
        NetworkSteps.Send(scope, Networks.NetworkPlace.Host);
        ResourceControlSteps.Enter(scope);
        NamespaceSteps.SetClock(scope);
        PauseSteps.CreateRuntime(scope);
        keeper.Do(SystemCall.Signal, "the tree is ready", Marks.TreeReady);

        if (!ordered) TreeSteps.Create(scope, mounts);
        var kernel = SysctlSteps.Open(scope);
        child.Do(SystemCall.Await, "the tree", Marks.TreeReady);
        NetworkSteps.Send(scope, Networks.NetworkPlace.Container);
        RootSteps.Attach(scope);
        TreeSteps.Attach(scope, mounts);
        PauseSteps.CreateContainer(scope);
        RootSteps.Enter(scope);
        if (process.Terminal) OpenConsole(scope, streams);
        SysctlSteps.Write(scope, kernel);
        ProtectionSteps.Protect(scope);
        if (request.Spec.Root?.Readonly == true)
            MountSteps.Change(child, scope.Root, "/ read-only", Bundles.Mounting.MountAttributes.ReadOnly, 0, 0, recursive: false);
        RootSteps.Propagate(scope);
        if (request.NewKeyring) KeyringSteps.Own(child);
        if (request.Spec.Linux?.Personality is { } personality)
            child.Do(SystemCall.Personality, personality.Domain, personality.Domain == "LINUX32" ? Flags.Linux32 : 0);
        LabelSteps.Apply(child, labels);
        var arrived = ProcessSteps.Arrive(scope.Plan, process);
        ProcessSteps.Confine(child, process, filter?.Keep(granted, process) ?? granted, request.Powers.Groups);
        filter?.Notify(scope.Plan, scope.Pid, (request.State ?? new() { Id = request.Id }) with { Status = OciState.Creating });
        streams.Install(child, self, scope.Start, scope.OwnScore?.Shared);
        ProcessSteps.Settle(scope.Plan, process, arrived);
        if (scope.Start is not null) HeldSteps.Wait(scope, streams);
        else PauseSteps.StartContainer(scope);
        if (request.MergeMemory) MergeSteps.Allow(child);
        filter?.Load(child);
        if (self is not null) ProcessSteps.ExecuteReaper(child, process);
        else ProgramSteps.Execute(child, process);

        if (scope.Start is null) keeper.Do(SystemCall.AwaitExec, process.Args![0]);
        else HeldSteps.Await(scope);
        if (request.MergeMemory) MergeSteps.TakeBack(keeper);
        if (request.Keeper is { } keeping)
        {
            scope.OwnScore?.TakeBack(keeper);
            KeepSteps.Keep(keeper, keeping, scope.Pid, kept.Listener, kept.Log, streams);
        }
        else
        {
            keeper.Do(SystemCall.Detach, "the process");
        }
        return scope.Plan.Build() with { SocketPath = request.Keeper?.SocketPath, Inherited = request.Streams.Count, ResourceControl = scope.ResourceControl, Warnings = [.. granted.Warnings, .. scope.Warnings] };
    }

    private static (long Uid, long Gid) Owner(LaunchScope scope)
    {
        var user = scope.Process.User;
        var (uid, gid) = (scope.Ids?.Uid(user.Uid) ?? user.Uid, scope.Ids?.Gid(user.Gid) ?? user.Gid);
        // From outside, an ordinary user can give a pipe to nobody else.
        return scope.Request.Powers.Mounts ? (uid, gid) : (0, 0);
    }

    private static void OpenConsole(LaunchScope scope, StreamSteps streams)
    {
        var child = scope.Child;
        streams.OpenTerminal(child, scope.Root, scope.Process);
        var console = scope.Plan.Slot();
        // By what was opened and not by a path, which by now may lead elsewhere.
        MountSteps.Copy(child, console, streams.Peer, "", recursive: false, "the terminal on /dev/console");
        PlaceSteps.Put(scope, console, "/dev/console", "the terminal on /dev/console");
        streams.SendTerminal(child);
    }
}
