using Containment.Bundles.Oci;
using Containment.Launch;
using Containment.Launch.Hooks;
using Containment.Oci.Output;
using Containment.Oci.States;

namespace Containment.Oci.Life;

/// <summary>Lets the process of a created container begin.</summary>
internal static class Beginning
{
    /// <exception cref="ContainmentException">It is not created, or it could not begin: then it has ended.</exception>
    public static async Task RunAsync(HeldContainer held, ErrorLog log, CancellationToken cancellationToken)
    {
        var container = held.Read() ?? throw new ContainmentException(FailureReason.NotFound, held.Id, "container does not exist");
        if (container.Phase != ContainerPhase.Created)
            throw new ContainmentException(FailureReason.WrongState, held.Id, container.Phase == ContainerPhase.Stopped ? "cannot start a container that has stopped" : "cannot start an already running container");
        KernelException? failed;
        RuntimeSpec spec;
        OciState state;
        try
        {
            spec = Specification.Of(container);
            state = RecordState.Of(container.Record, container.Pid);
            await HookRunner.StartContainerAsync(spec, state, container.Pid, cancellationToken).ConfigureAwait(false);
            failed = await ReleaseAsync(container, spec, log, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Waiting on without its socket, it would be taken for one that runs. Where it can't be ended now, it is still created.
            ContainerProcess.End(container.Record.Init!);
            File.Delete(container.Paths.StartSocket);
            throw;
        }
        File.Delete(container.Paths.StartSocket);
        if (failed is not null) throw ProgramErrors.Explain(failed, spec.Process) ?? (Exception)failed;
        await HookRunner.PoststartAsync(spec, state, log.Warning, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>What the process told before it ended by itself, with a status of its own; null: it has begun.</returns>
    private static async Task<KernelException?> ReleaseAsync(ContainerView container, RuntimeSpec spec, ErrorLog log, CancellationToken cancellationToken)
    {
        try
        {
            if (spec.Process is null) Unset.End(container, log);
            else await Launcher.BeginAsync(container.Paths.StartSocket, StartSteps.Read(container.Record.StartSteps), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (KernelException told) when (told.Call == "execve")
        {
            return told;
        }
    }
}
