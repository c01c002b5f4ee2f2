namespace Containment.Linux.Descriptors;

/// <summary>A system call that failed: which, on what, and why. Containment turns it into its public exception.</summary>
internal sealed class KernelRefusal(string call, string subject, Errno error)
    : IOException($"{call} {subject}: {error.Name} ({Marshal.GetPInvokeErrorMessage(error.Number)})")
{
    public string Call { get; } = call;
    public string Subject { get; } = subject;
    public Errno Error { get; } = error;

    /// <summary>Passes a result of zero or more through; throws the thread's last error otherwise.</summary>
    public static long Check(long result, string call, string subject) =>
        result >= 0 ? result : throw new KernelRefusal(call, subject, Errno.Last);
}
