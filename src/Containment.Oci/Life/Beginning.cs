using Containment.Bundles.Oci;
using Containment.Launch;
using Containment.Launch.Hooks;
using Containment.Oci.Output;
using Containment.Oci.States;

namespace Containment.Oci.Life;

/// <summary>Lets the process of a created container begin.</summary>
internal static class Beginning
{
    /// <exception cref="ContainmentException">It is not created, or its program can't be executed: then it has ended.</exception>
    public static async Task RunAsync(HeldContainer held, ErrorLog log, CancellationToken cancellationToken)
    {
        var container = held.Read() ?? throw new ContainmentException(FailureReason.NotFound, held.Id, "container does not exist");
        if (container.Phase != ContainerPhase.Created)
            throw new ContainmentException(FailureReason.WrongState, held.Id, container.Phase == ContainerPhase.Stopped ? "cannot start a container that has stopped" : "cannot start an already running container");
        var spec = RuntimeSpecText.Read(File.ReadAllBytes(container.Paths.Config));
        var (process, state) = (spec.Process, RecordState.Of(container.Record, container.Pid));
        try
        {
            await HookRunner.StartContainerAsync(spec, state, container.Pid, cancellationToken).ConfigureAwait(false);
            if (process is null) Unset.End(container, log);
            else await Launcher.BeginAsync(container.Paths.StartSocket, StartSteps.Read(container.Record.StartSteps), cancellationToken).ConfigureAwait(false);
        }
        catch (KernelException refused) when (ProgramErrors.Explain(refused, process) is { } explained)
        {
            throw explained;
        }
        catch (ContainmentException failed) when (failed.Reason is FailureReason.ToolFailed or FailureReason.TimedOut)
        {
            // A hook: what it was to prepare is not there.
            ContainerProcess.End(container.Record.Init!);
            throw;
        }
        finally
        {
            File.Delete(container.Paths.StartSocket);
        }
        await HookRunner.PoststartAsync(spec, state, log.Warning, cancellationToken).ConfigureAwait(false);
    }
}
