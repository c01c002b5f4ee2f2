using System.Text;
using Containment.Checkpoints.Criu;
using Containment.Launch;
using Containment.Launch.Plans;
using Containment.Linux.Processes;

namespace Containment.Checkpoints.Restoring;

/// <summary>
/// Makes for a restore the same surroundings that a launch makes. Pure.
/// <code>
/// keeper                                    holder                 CRIU
///   socket, log, pipes, cgroups
///   clone3 ------------------------------->  user namespace
///   uid_map, gid_map; signal 1 ----------->  ends: a descriptor keeps the namespace
///   root, /dev, binds
///   clone3 --------------------------------------------------------> cgroups, cgroup namespace
///   await-exec                                                       mounts below /run; execve criu swrk
///   keep (what CRIU will restore as the keeper's child)
/// </code>
/// </summary>
internal static class RestoreCompiler
{
    /// <summary>CRIU's descriptors for the container's ends of its streams; far from those that it is given otherwise.</summary>
    public const int FirstStream = 240;

    private const int SequencedPackets = 5, SocketCloseOnExec = 0x80000, RpcDescriptor = 3, Kill = 9;

    public static RestorePlan Compile(LaunchRequest request, CriuProgram program, string rpcPath, byte[]? features)
    {
        var scope = new LaunchScope(request);
        var (plan, keeper, child) = (scope.Plan, scope.Keeper, scope.Child);
        keeper.Do(SystemCall.Umask, "0", 0);
        KeyringSteps.Leave(keeper);
        keeper.Do(SystemCall.Fcntl, "room for 256 descriptors", RpcDescriptor, 1030, 255);
        var kept = request.Keeper is { } files ? KeepSteps.Open(plan, files) : default;
        var (unified, legacy) = CgroupSteps.Open(plan, request.Cgroup);
        var streams = scope.Process.Terminal ? StreamSteps.RestoredTerminal : StreamSteps.Of(plan, request.Streams, scope.Process, () => Owner(scope));
        MountMapSteps.Make(scope);
        if (scope.Ids is not null) HolderSteps.MakeUserNamespace(scope);
        RootSteps.Make(scope);
        DeviceSteps.Make(scope);
        RootSteps.BecomeHostRoot(scope);
        var mounts = TreeSteps.OpenBinds(scope);
        scope.Pid = plan.Slot();
        keeper.Get(scope.Pid, SystemCall.CloneChild, "CRIU", 0, 0, unified?.Number ?? PlanSlot.None, plan.Slot().Number);

        child.Do(SystemCall.Prctl, "PR_SET_PDEATHSIG", Flags.DeathSignal, Kill, 0, 0, 0);
        CgroupSteps.Enter(child, legacy);
        if (scope.Namespaces.Has(Flags.NewCgroup)) child.Do(SystemCall.Unshare, "cgroup", Flags.NewCgroup);
        foreach (var (kind, path) in scope.Namespaces.Joined) WorkerPlan.Join(plan, child, path, kind);
        var rpc = Connect(plan, child, rpcPath);
        WorkerPlan.OwnRun(plan, child, features);
        var tree = StagingSteps.Stage(scope, mounts);
        const long unshare = 2, closeOnExec = 4;
        child.Do(SystemCall.CloseRange, "from 3, at execve", RpcDescriptor, uint.MaxValue, unshare | closeOnExec);
        child.Do(SystemCall.Dup3, $"the socket to {RpcDescriptor}", rpc, RpcDescriptor, 0);
        if (!streams.Terminal)
        {
            child.Do(SystemCall.Dup3, "input", streams.Input, FirstStream, 0);
            child.Do(SystemCall.Dup3, "output", streams.Output, FirstStream + 1, 0);
            child.Do(SystemCall.Dup3, "error", streams.Error, FirstStream + 2, 0);
        }
        // What CRIU restores are copies of it, which have this from it.
        if (request.MergeMemory) MergeSteps.Allow(child);
        WorkerPlan.Become(child, program);

        keeper.Do(SystemCall.AwaitExec, program.Path);
        if (request.MergeMemory) MergeSteps.TakeBack(keeper);
        if (request.Keeper is { } keeping) KeepSteps.Keep(keeper, keeping, null, kept.Listener, kept.Log, streams);
        else LetGo(scope);
        return new(plan.Build() with { SocketPath = request.Keeper?.SocketPath, Inherited = request.Streams.Count }, StagingSteps.Root, tree);
    }

    // What is restored is then a child of this program, until it goes too.
    private static void LetGo(LaunchScope scope)
    {
        const int byPid = 1, exited = 4;
        scope.Keeper.Do(SystemCall.Pause, "until CRIU has restored", (int)LaunchPause.Restore);
        scope.Keeper.Do(SystemCall.Waitid, "CRIU", byPid, scope.Pid, 0, exited, 0);
        scope.Keeper.Do(SystemCall.Detach, "what was restored");
    }

    // Before /run is CRIU's own.
    private static PlanSlot Connect(PlanBuilder plan, PlanSide child, string path)
    {
        var socket = plan.Slot();
        var address = UnixAddress.Of(path);
        child.Get(socket, SystemCall.Socket, "AF_UNIX", UnixAddress.Family, SequencedPackets | SocketCloseOnExec, 0);
        child.Do(SystemCall.Connect, path, socket, address, address.Bytes.Length);
        return socket;
    }

    private static (long Uid, long Gid) Owner(LaunchScope scope) =>
        (scope.Ids?.Uid(scope.Process.User.Uid) ?? scope.Process.User.Uid, scope.Ids?.Gid(scope.Process.User.Gid) ?? scope.Process.User.Gid);
}
