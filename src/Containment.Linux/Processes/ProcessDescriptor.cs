namespace Containment.Linux.Processes;

/// <summary>A process by descriptor (pidfd_open(2)): it never comes to mean another one.</summary>
internal sealed class ProcessDescriptor : IDisposable
{
    private readonly Descriptor _descriptor;

    private ProcessDescriptor(Descriptor descriptor) => _descriptor = descriptor;

    /// <summary>Null where there is no such process.</summary>
    public static ProcessDescriptor? TryOpen(int pid)
    {
        if (pid <= 0) return null;
        var number = LibC.syscall(Call.PidfdOpen, pid);
        if (number >= 0) return new(new Descriptor((int)number));
        return Errno.Last == Errno.ESRCH ? null : throw new KernelRefusal("pidfd_open", $"{pid}", Errno.Last);
    }

    /// <summary>It can be read from when the process has ended.</summary>
    public int Number => _descriptor.Number;

    /// <summary>Sends a signal; false where the process is no more (pidfd_send_signal(2)).</summary>
    public bool TrySend(int signal)
    {
        if (LibC.syscall(Call.PidfdSendSignal, _descriptor.Number, signal) >= 0) return true;
        return Errno.Last == Errno.ESRCH ? false : throw new KernelRefusal("pidfd_send_signal", $"signal {signal}", Errno.Last);
    }

    public void Dispose() => _descriptor.Dispose();
}
