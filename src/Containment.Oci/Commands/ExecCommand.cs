using Containment.Bundles.Oci;
using Containment.Linux.Processes;
using Containment.Oci.CommandLine;
using Containment.Oci.Foreground;
using Containment.Oci.Life;
using Containment.Oci.Output;
using Containment.Oci.States;

namespace Containment.Oci.Commands;

/// <summary><c>exec [--detach] [--tty] [--process FILE] … ID COMMAND …</c></summary>
internal sealed class ExecCommand : Command
{
    // Callers take any smaller one for that of the process.
    private const int Failed = 255;

    public override string Name => "exec";
    public override string Summary => "execute a new process inside the container";
    public override string Form => "<container-id> <command> [command options]  || -p process.json <container-id>";
    public override string Description => "Without --detach its exit code becomes that of the command, and signals go to it.";
    public override IReadOnlyList<Flag> Flags => ExecFlags.All;
    public override (int Least, int Most) Arguments => (1, int.MaxValue);
    public override bool CarriesCommandLine => true;

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            return await ExecuteAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception wrong) when (wrong is not UsageException)
        {
            invocation.Log.Error($"exec failed: {ErrorText.Of(wrong)}");
            return Failed;
        }
    }

    private static async Task<int> ExecuteAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var container = Running(invocation);
        var process = Process(invocation, container);
        var options = ExecOptions.Of(invocation, process);
        var execution = new Execution(container, invocation.Log);
        if (!options.Foreground)
        {
            await execution.RunAsync(process, options, cancellationToken).ConfigureAwait(false);
            return 0;
        }
        Orphans.Adopt();
        using var signals = new ForwardedSignals();
        var (pid, terminal) = await execution.RunAsync(process, options, cancellationToken).ConfigureAwait(false);
        return Following.Run(pid, terminal, signals).ShellCode;
    }

    private static ContainerView Running(Invocation invocation)
    {
        var container = invocation.Store.Read(invocation.Id);
        return container.Phase switch
        {
            ContainerPhase.Created or ContainerPhase.Running => container,
            ContainerPhase.Paused when invocation.On(ExecFlags.IgnorePaused) => container,
            ContainerPhase.Paused => throw new ContainmentException(FailureReason.WrongState, invocation.Id, "cannot exec in a paused container (use --ignore-paused to override)"),
            _ => throw new ContainmentException(FailureReason.WrongState, invocation.Id, "cannot exec in a stopped container"),
        };
    }

    private static OciProcess Process(Invocation invocation, ContainerView container)
    {
        var command = invocation.Arguments.Skip(1).ToArray();
        if (invocation.Text(ExecFlags.Process) is not { } file)
            return command.Length > 0 ? ExecProcess.Of(Specification.Of(container), invocation.Flags, command) : throw new UsageException("process args cannot be empty");
        try
        {
            return ExecProcess.Parse(File.ReadAllBytes(file), file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidSpecException("process", file, $"a file that can be read ({unreadable.Message})", unreadable);
        }
    }
}
