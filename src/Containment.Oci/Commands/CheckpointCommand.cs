using System.Globalization;
using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Detached;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;
using Containment.Oci.CommandLine;
using Containment.Oci.Life;
using Containment.Oci.States;

namespace Containment.Oci.Commands;

/// <summary><c>checkpoint [--image-path DIR] [--leave-running] … ID</c></summary>
internal sealed class CheckpointCommand : Command
{
    private const int GetFlags = 1;

    private static readonly Flag
        ParentPath = Flag.Text("parent-path", "path for previous criu image files in pre-dump, relative to the image path"),
        LeaveRunning = Flag.Switch("leave-running", "leave the process running after checkpointing"),
        StatusFd = Flag.Number("status-fd", "criu writes \\0 to this FD once lazy-pages is ready", -1),
        PageServer = Flag.Text("page-server", "ADDRESS:PORT of the page server"),
        PreDump = Flag.Switch("pre-dump", "dump container's memory information only, leave the container running after this");

    public override string Name => "checkpoint";
    public override string Summary => "save a container's processes, and end it";
    public override string Description => "A container that was saved is deleted, unless it goes on running.";
    public override IReadOnlyList<Flag> Flags => [.. CriuFlags.All, ParentPath, LeaveRunning, StatusFd, PageServer, PreDump];

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var (images, work) = CriuFlags.Places(invocation);
        var options = Options(invocation, images);
        using var held = invocation.Store.Hold(invocation.Id);
        var container = held.Read();
        if (container?.Phase is not (ContainerPhase.Running or ContainerPhase.Paused))
            throw new ContainmentException(FailureReason.WrongState, invocation.Id, $"container {invocation.Id} cannot be checkpointed in {container?.Status ?? "creating"} state");
        var saved = new DetachedContainer
        {
            Id = invocation.Id,
            Init = container.Pid,
            Lives = () => container.Record.Init!.Lives,
            Spec = Specification.Of(container),
            Cgroup = PauseCommand.Cgroup(container),
            Program = CriuProgram.Choose(invocation.Options.Criu),
            Directory = invocation.Store.Root,
        };
        await DetachedDump.RunAsync(saved, images, work, options, cancellationToken).ConfigureAwait(false);
        if (!options.LeaveRunning && !options.PreDump) await Removal.RunAsync(held, force: true, invocation.Log, cancellationToken).ConfigureAwait(false);
        return 0;
    }

    private static SaveOptions Options(Invocation invocation, string images)
    {
        var parent = invocation.Text(ParentPath);
        if (parent is not null && (Path.IsPathRooted(parent) || !Directory.Exists(Path.Combine(images, parent)))) throw new UsageException($"--parent-path {parent} is no directory relative to the image path");
        var status = invocation.Flags.Number(StatusFd) is { } number and not -1 ? (int?)number : null;
        if (status is { } descriptor && (descriptor < 0 || LibCProcesses.fcntl(descriptor, GetFlags, 0) < 0)) throw new UsageException($"--status-fd {descriptor} is not open");
        return new()
        {
            LeaveRunning = invocation.On(LeaveRunning), PreDump = invocation.On(PreDump), ParentPath = parent, AutoDedup = invocation.On(CriuFlags.AutoDedup),
            LazyPages = invocation.On(CriuFlags.LazyPages), StatusDescriptor = status, PageServer = Server(invocation.Text(PageServer)), Connections = CriuFlags.Connections(invocation),
        };
    }

    private static (string, int)? Server(string? text)
    {
        if (text is null) return null;
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? (text[..colon].Trim('[', ']'), port)
            : throw new UsageException("Use --page-server ADDRESS:PORT to specify page server");
    }
}
