using Containment.Bundles.Oci;

namespace Containment.Oci.Life;

/// <summary>Why a program could not be executed, in the words by which callers tell 127 (not found) from 126 (not allowed).</summary>
internal static class ProgramErrors
{
    /// <summary>Null where the refusal was about something else.</summary>
    public static ContainmentException? Explain(KernelException refused, OciProcess? process)
    {
        if (refused.Call is not ("execve" or "faccessat2") || process?.Args is not [var program, ..]) return null;
        var why = refused.ErrorName switch
        {
            "ENOENT" or "ENOTDIR" or "EACCES" when !program.Contains('/') => "executable file not found in $PATH",
            "ENOENT" => $"stat {program}: no such file or directory",
            "ENOTDIR" => $"stat {program}: not a directory",
            "EACCES" or "EPERM" => "permission denied",
            "ENOEXEC" => "exec format error",
            var other => other,
        };
        return new ContainmentException(FailureReason.KernelRefused, program, $"exec: \"{program}\": {why}", null, refused);
    }
}
