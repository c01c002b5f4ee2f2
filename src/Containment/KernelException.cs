using Containment.Linux.Descriptors;

namespace Containment;

/// <summary>The kernel refused: which call, on what, and the symbolic error, as in <c>mount proc on /proc: EPERM</c>.</summary>
public sealed class KernelException : ContainmentException
{
    internal KernelException(string call, string subject, Errno error, string? remedy = null, Exception? inner = null)
        : base(FailureReason.KernelRefused, subject, $"{call} {subject}: {error.Name}{(remedy is null ? "" : $" ({remedy})")}", null, inner)
    {
        Call = call;
        ErrorName = error.Name;
        Remedy = remedy;
    }

    internal KernelException(KernelRefusal refusal, string? remedy = null) : this(refusal.Call, refusal.Subject, refusal.Error, remedy, refusal) { }

    /// <summary>The system call or operation, such as <c>mount</c> or <c>write</c>.</summary>
    public string Call { get; }

    /// <summary>The symbolic name of the error (errno(3)), such as <c>EPERM</c>.</summary>
    public string ErrorName { get; }

    /// <summary>What to do about it, where that is known.</summary>
    public string? Remedy { get; }
}
