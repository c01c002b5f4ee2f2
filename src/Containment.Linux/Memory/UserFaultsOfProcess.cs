using Containment.Linux.Processes;

namespace Containment.Linux.Memory;

/// <summary>Makes a userfaultfd for another process's memory: the process makes it, we take it, and it keeps no copy.</summary>
internal static class UserFaultsOfProcess
{
    private const ulong UserModeOnly = 1, CloseOnExec = 0x80000, NonBlocking = 0x800;
    private const uint NewOne = 0xAA00;

    /// <param name="pid">Whose memory.</param>
    /// <param name="features">See <see cref="UserFaults.Agree"/>.</param>
    /// <param name="full">Whether the kernel itself can be held up when it touches a page in a system call: a must for missing pages. Asynchronous write protection holds up nobody.</param>
    /// <param name="patience">How long for each stop of the process.</param>
    /// <exception cref="KernelRefusal">As <see cref="TracedProcess.RunAsync"/>; EINVAL: the kernel does not have the features. The process is as it was.</exception>
    public static Task<UserFaults> OpenAsync(int pid, FaultFeatures features, bool full, TimeSpan patience) => TracedProcess.RunAsync(pid, patience, inside => Open(inside, features, full));

    /// <inheritdoc cref="OpenAsync"/>
    /// <param name="inside">The process, which is held.</param>
    /// <param name="features">See <see cref="UserFaults.Agree"/>.</param>
    /// <param name="full">See <see cref="OpenAsync"/>.</param>
    public static UserFaults Open(TracedProcess inside, FaultFeatures features, bool full)
    {
        using var process = ProcessDescriptor.TryOpen(inside.Pid) ?? throw new KernelRefusal("pidfd_open", $"process {inside.Pid}", Errno.ESRCH);
        var number = full ? MakeFull(inside, process) : Make(inside, UserModeOnly);
        UserFaults? faults = null;
        try
        {
            faults = new UserFaults(ForeignDescriptor.Take(process, number));
            faults.Agree(features);
            return faults;
        }
        catch
        {
            faults?.Dispose();
            throw;
        }
        finally
        {
            inside.Call("close", InsideCalls.Close, (ulong)number);
        }
    }

    private static long Make(TracedProcess inside, ulong flags) => inside.Call("userfaultfd", InsideCalls.UserFaultDescriptor, CloseOnExec | NonBlocking | flags);

    // The call itself takes CAP_SYS_PTRACE in the first user namespace; who has the device open needs nothing.
    private static long MakeFull(TracedProcess inside, ProcessDescriptor process)
    {
        try
        {
            return Make(inside, 0);
        }
        catch (KernelRefusal refused) when (refused.Error == Errno.EPERM)
        {
            using var device = FaultDevice.Open();
            var number = InsideCalls.WithPage(inside, page => ForeignDescriptor.Give(inside, process, page, device));
            try
            {
                return inside.Call("ioctl USERFAULTFD_IOC_NEW", InsideCalls.Ioctl, (ulong)number, NewOne, CloseOnExec | NonBlocking);
            }
            finally
            {
                inside.Call("close", InsideCalls.Close, (ulong)number);
            }
        }
    }
}
