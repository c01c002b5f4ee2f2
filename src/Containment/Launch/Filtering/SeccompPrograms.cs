using System.Runtime.CompilerServices;
using Containment.Bundles.Oci;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;
using Containment.Linux.Seccomp;

namespace Containment.Launch.Filtering;

/// <summary>The programs of filters, each compiled once as long as its description is in memory.</summary>
internal static class SeccompPrograms
{
    private static readonly ConditionalWeakTable<OciSeccomp, PlanData> Compiled = [];

    /// <exception cref="ContainmentException"><see cref="FailureReason.ToolMissing"/>: libseccomp is not installed.</exception>
    /// <exception cref="InvalidSpecException">It can't be compiled.</exception>
    public static PlanData Of(OciSeccomp seccomp) => Compiled.GetValue(seccomp, static described => new(Compile(described)));

    private static byte[] Compile(OciSeccomp described)
    {
        try
        {
            return SeccompCompiler.Compile(SeccompDescription.Read(described));
        }
        catch (LibraryMissing missing)
        {
            throw new ContainmentException(FailureReason.ToolMissing, missing.Library, missing.Message, null, missing);
        }
        catch (KernelRefusal refusal)
        {
            throw new InvalidSpecException("linux.seccomp", refusal.Subject, $"what {refusal.Call} takes ({refusal.Error})", refusal);
        }
        catch (ArgumentException unknown) when (unknown is not InvalidSpecException)
        {
            throw new InvalidSpecException("linux.seccomp.architectures", unknown.Message, "architectures that libseccomp knows and that this machine can run", unknown);
        }
    }
}
