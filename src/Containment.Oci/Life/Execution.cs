using Containment.Bundles.Oci;
using Containment.Launch;
using Containment.Launch.Plans;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;
using Containment.Oci.Foreground;
using Containment.Oci.Output;
using Containment.Oci.States;
using Containment.Resources;

namespace Containment.Oci.Life;

/// <summary>Runs one more process in a container.</summary>
internal sealed class Execution(ContainerView container, ErrorLog log)
{
    /// <returns>The process, which runs, and its terminal where <see cref="ExecOptions.Foreground"/> asks for it.</returns>
    /// <exception cref="ContainmentException">It can't run there, or its program can't be executed; nothing is left.</exception>
    public async Task<(int Pid, Descriptor? Terminal)> RunAsync(OciProcess process, ExecOptions options, CancellationToken cancellationToken)
    {
        var (id, init) = (container.Record.Id, container.Record.Init!.Pid);
        using var first = ContainerProcess.Open(container.Record.Init) ?? throw Ended(id);
        var ids = UserNamespaces.MapsOf(init);
        var foreground = options.Foreground && process.Terminal;
        using var console = foreground ? new ConsoleListener($"{container.Paths.Directory}/exec.{Environment.ProcessId}.sock") : null;
        if (!process.Terminal) StreamOwners.Give(ids?.Uid(process.User.Uid) ?? process.User.Uid);
        var plan = ExecCompiler.Compile(Request(process, options, init, ids, console?.Path ?? options.ConsoleSocket));
        foreach (var warning in plan.Warnings) log.Warning(warning);
        // Then the descriptor is its, and so was all that was read of it by its number.
        if (!container.Record.Init.Lives) throw Ended(id);
        int pid;
        try
        {
            pid = await Launcher.DetachAsync(plan, [.. options.Preserved.All, first.Number], null, cancellationToken).ConfigureAwait(false);
        }
        catch (KernelException refused) when (ProgramErrors.Explain(refused, process) is { } explained)
        {
            throw explained;
        }
        using var running = ProcessDescriptor.TryOpen(pid);
        try
        {
            if (options.PidFile is { } file) PidFile.Write(file, pid);
            return (pid, console?.Take());
        }
        catch
        {
            running?.TrySend(Signal.Kill.Number);
            throw;
        }
    }

    private static ContainmentException Ended(string id) => new(FailureReason.WrongState, id, "cannot exec in a stopped container");

    private ExecRequest Request(OciProcess process, ExecOptions options, int init, IdMaps? ids, string? console) => new()
    {
        Id = container.Record.Id,
        InitPid = init,
        InitGiven = true,
        Shared = SharedNamespaces.Of(init),
        Process = options.Preserved.Tell(process),
        Cgroup = Placement(options, init),
        Ids = ids,
        Seccomp = Specification.Of(container).Linux?.Seccomp,
        State = RecordState.Of(container.Record),
        Streams = process.Terminal ? new LaunchStreams.ConsoleSocket(console!, options.Preserved.Count) : new LaunchStreams.Inherited(options.Preserved.Count) { Discarding = StreamOwners.Discarding },
    };

    private CgroupPlacement Placement(ExecOptions options, int init)
    {
        if (container.Record.OpenCgroup() is not { } cgroup)
            return options.SubCgroups.Count == 0 ? new(null, []) : throw new ContainmentException(FailureReason.Unsupported, container.Record.Id, "the container has no cgroup of its own");
        return options.SubCgroups.Count == 0 ? cgroup.PlacementBeside(init) : SubCgroup.Below(cgroup.Placement, cgroup.Paths, options.SubCgroups);
    }
}
