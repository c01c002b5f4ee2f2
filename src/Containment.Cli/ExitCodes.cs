using Containment.Linux.Descriptors;

namespace Containment.Cli;

/// <summary>What the program exits with when it has no container's exit code to pass on.</summary>
internal static class ExitCodes
{
    public const int Failed = 125, WrongInput = 2, NotExecutable = 126, CommandNotFound = 127, Interrupted = 130, NobodyReads = 141;

    /// <summary>Null for what nobody expected: that is a bug and shows its stack.</summary>
    public static int? For(Exception e) => e switch
    {
        InvalidSpecException => WrongInput,
        OperationCanceledException => Interrupted,
        KernelRefusal { Call: "write", Error.Name: "EPIPE" } => NobodyReads,
        KernelException { Call: "execve", ErrorName: "ENOENT" } => CommandNotFound,
        KernelException { Call: "execve" } => NotExecutable,
        ContainmentException or UnauthorizedAccessException or IOException => Failed,
        _ => null,
    };
}
