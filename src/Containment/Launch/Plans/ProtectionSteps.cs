using Containment.Bundles.Mounting;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>Hides what is masked, and makes unwritable what is read-only. What this kernel has not is passed over.</summary>
internal static class ProtectionSteps
{
    private static readonly Errno[] Absent = [Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES];

    public static void Protect(LaunchScope scope)
    {
        var (child, linux) = (scope.Child, scope.Request.Spec.Linux);
        var (place, mount) = (scope.Plan.Slot(), scope.Plan.Slot());
        foreach (var path in linux?.ReadonlyPaths ?? []) MakeReadOnly(scope, path, place, mount);
        if (linux?.MaskedPaths is not { Count: > 0 } masked) return;
        if (scope.Request.Kernel < RootSteps.DetachedMounts && !DeviceSteps.Attached(scope))
            throw new ContainmentException(FailureReason.Unsupported, "linux.maskedPaths", "files can't be hidden without a tmpfs on /dev before Linux 6.15", "add a mount of type tmpfs on /dev");
        PlanSlot? nothing = scope.Request.Kernel < RootSteps.DetachedMounts ? null : Nothing(scope);
        foreach (var path in masked) Mask(scope, path, place, mount, nothing);
    }

    private static void MakeReadOnly(LaunchScope scope, string path, PlanSlot place, PlanSlot mount)
    {
        var (child, subject) = (scope.Child, $"{path} read-only");
        child.Add(MountSteps.Find(scope.Root, place, path, symlinks: false) with { Tolerated = Absent, SkipRefused = 5 });
        MountSteps.Copy(child, mount, place, "", recursive: true, subject);
        MountSteps.Change(child, mount, subject, MountAttributes.ReadOnly, 0, 0, recursive: true);
        child.Add(MountSteps.Attach(mount, place, subject));
        child.Do(SystemCall.Close, subject, place);
        child.Do(SystemCall.Close, subject, mount);
    }

    // Whether it is a file or a directory is found out by the kernel's answer to mounting a file there.
    private static void Mask(LaunchScope scope, string path, PlanSlot place, PlanSlot mount, PlanSlot? nothing)
    {
        var (child, subject) = (scope.Child, $"nothing on {path}");
        var find = child.Steps.Count;
        child.Add(MountSteps.Find(scope.Root, place, path, symlinks: false));
        MountSteps.Copy(child, mount, scope.Devices, DeviceSteps.MaskOf(scope), recursive: false, subject);
        var file = child.Steps.Count;
        child.Add(MountSteps.Attach(mount, place, subject));
        child.Do(SystemCall.Close, subject, mount);
        // Kernels that can't copy a mount that is nowhere get a new file system each time.
        if (nothing is { } one) MountSteps.Copy(child, mount, one, "", recursive: false, subject);
        child.Add(MountSteps.Attach(nothing is null ? Nothing(scope) : mount, place, subject));
        var end = child.Steps.Count;
        child.Do(SystemCall.Close, subject, mount);
        child.Do(SystemCall.Close, subject, place);
        child.Steps[find] = child.Steps[find] with { Tolerated = Absent, SkipRefused = (byte)(child.Steps.Count - find - 1) };
        child.Steps[file] = child.Steps[file] with { Tolerated = [Errno.ENOTDIR, Errno.EINVAL], SkipDone = (byte)(end - file - 1) };
        if (nothing is null) child.Steps[end] = child.Steps[end] with { Tolerated = [Errno.EBADF] };
    }

    private static PlanSlot Nothing(LaunchScope scope) =>
        MountSteps.Create(scope.Plan, scope.Child, "tmpfs", "tmpfs", [new("size", "4k"), new("nr_inodes", "2")],
            MountAttributes.ReadOnly | MountAttributes.NoSuid | MountAttributes.NoDev | MountAttributes.NoExec, "tmpfs over masked directories");
}
