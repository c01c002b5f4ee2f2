using Containment.Oci.Output;

namespace Containment.Oci.States;

/// <summary>Takes a container away with all that is kept of it.</summary>
internal static class Removal
{
    /// <param name="force">Also one that runs, one that was never finished, and one whose state is damaged.</param>
    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: it runs, and nobody forces it.</exception>
    public static void Run(HeldContainer held, bool force, ErrorLog log)
    {
        if (Read(held, force, log) is { } container)
        {
            if (container.Phase != ContainerPhase.Stopped)
            {
                if (!force) throw new ContainmentException(FailureReason.WrongState, held.Id, $"cannot delete container {held.Id} that is not stopped: {container.Status}");
                ContainerProcess.End(container.Record.Init!);
            }
        }
        held.Remove();
    }

    private static ContainerView? Read(HeldContainer held, bool force, ErrorLog log)
    {
        try
        {
            return held.Read();
        }
        catch (ContainmentException damaged) when (force && damaged.Reason == FailureReason.Corrupt)
        {
            log.Warning(damaged.Message);
            return null;
        }
    }
}
