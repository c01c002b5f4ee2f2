using System.Text;
using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// What AppArmor and SELinux are told to make of the process at its execve. The files are opened while the host's /proc is there:
/// the container's may be anything.
/// </summary>
internal static class LabelSteps
{
    /// <summary>Opens what <see cref="Apply"/> writes to; by the child itself, before the host's tree goes.</summary>
    public static IReadOnlyList<(PlanSlot File, string Text)> Open(PlanBuilder plan, PlanSide child, OciProcess process)
    {
        List<(PlanSlot, string)> labels = [];
        if (process.ApparmorProfile is { Length: > 0 } profile)
        {
            var file = plan.Slot();
            // Where several security modules are at work, each has a directory of its own.
            child.Add(Opening("/proc/self/attr/apparmor/exec", file) with { Tolerated = [Errno.ENOENT], SkipDone = 1 });
            child.Add(Opening("/proc/self/attr/exec", file));
            labels.Add((file, $"exec {profile}"));
        }
        if (process.SelinuxLabel is { Length: > 0 } label)
        {
            var file = plan.Slot();
            child.Add(Opening("/proc/self/attr/exec", file));
            labels.Add((file, label));
        }
        return labels;
    }

    public static void Apply(PlanSide child, IReadOnlyList<(PlanSlot File, string Text)> labels)
    {
        foreach (var (file, text) in labels) child.Do(SystemCall.WriteDescriptor, $"{text} to the label at execve", file, PlanData.Of(text), Encoding.UTF8.GetByteCount(text));
    }

    /// <summary>The option that labels the files of a new file system; none for those that the kernel labels.</summary>
    public static IReadOnlyList<FileSystemOption> Context(LaunchScope scope, string type) =>
        scope.Request.Spec.Linux?.MountLabel is { Length: > 0 } label && type is not ("proc" or "sysfs" or "cgroup2" or "mqueue") ? [new("context", label)] : [];

    private static PlanStep Opening(string path, PlanSlot file) =>
        new(SystemCall.Openat, Flags.AtCwd, path, Flags.WriteOnly | Flags.CloseOnExec, 0) { Subject = path, Result = file };
}
