using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Oci.States;

/// <summary>What is done to a container's first process, never to another one with its number.</summary>
internal static class ContainerProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>False where it has ended.</summary>
    public static bool Signal(ProcessIdentity process, Signal signal)
    {
        try
        {
            using var descriptor = Open(process);
            // The number was taken to a descriptor first: it can't change its meaning any more.
            return descriptor is not null && process.Lives && descriptor.TrySend(signal.Number);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Whoever has its number, which means nobody else from then on: that it is this one is known where <see cref="ProcessIdentity.Lives"/> afterwards. Null: nobody.</summary>
    public static ProcessDescriptor? Open(ProcessIdentity process)
    {
        try
        {
            return ProcessDescriptor.TryOpen(process.Pid);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Kills it, and returns when it runs no more.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.TimedOut"/>: it sits in the kernel, and can't be killed now.</exception>
    public static void End(ProcessIdentity process)
    {
        if (!Signal(process, Containment.Signal.Kill)) return;
        var begun = Environment.TickCount64;
        for (var pause = 1; process.Lives; pause = Math.Min(pause * 2, 50))
        {
            if (Environment.TickCount64 - begun > Patience.TotalMilliseconds)
                throw new ContainmentException(FailureReason.TimedOut, $"process {process.Pid}", $"process {process.Pid} was killed {Patience.TotalSeconds:0} s ago and still has not ended");
            Thread.Sleep(pause);
        }
    }
}
