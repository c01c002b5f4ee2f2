using Containment.Bundles.Rules;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// Writes sysctls by a procfs of our own that is never attached, without following a link or entering a mount: what an image or a
/// volume puts on /proc must not choose the file that is written with our powers (CVE-2025-52881).
/// </summary>
internal static class SysctlSteps
{
    private const ResolveFlags Real = ResolveFlags.Beneath | ResolveFlags.NoCrossMounts | ResolveFlags.NoMagicLinks | ResolveFlags.NoSymlinks;

    /// <summary>In the child, while the host's /proc is still there (the kernel makes another only for who could see that); null when nothing is to be written.</summary>
    public static PlanSlot? Open(LaunchScope scope) => scope.Request.Spec.Linux?.Sysctl is { Count: > 0 }
        ? MountSteps.Create(scope.Plan, scope.Child, "proc", "proc", [], 0, "proc for sysctls") : null;

    public static void Write(LaunchScope scope, PlanSlot? kernel)
    {
        if (kernel is not { } proc) return;
        var (child, file) = (scope.Child, scope.Plan.Slot());
        foreach (var (key, value) in scope.Request.Spec.Linux!.Sysctl!)
        {
            var subject = $"{key}={value}";
            child.Add(new(SystemCall.Openat2, proc, $"sys/{SysctlRules.Path(key)}", PlanData.OfLong((ulong)(Flags.WriteOnly | Flags.CloseOnExec), 0, (ulong)Real), 24)
            {
                Verb = "open", Subject = subject, Result = file,
            });
            child.Do(SystemCall.WriteDescriptor, subject, file, PlanData.Of(value), System.Text.Encoding.UTF8.GetByteCount(value));
            child.Do(SystemCall.Close, subject, file);
        }
    }
}
