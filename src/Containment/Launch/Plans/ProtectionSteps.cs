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
        var nothing = MountSteps.Create(scope.Plan, child, "tmpfs", "tmpfs", [new("size", "4k"), new("nr_inodes", "2")],
            MountAttributes.ReadOnly | MountAttributes.NoSuid | MountAttributes.NoDev | MountAttributes.NoExec, "tmpfs over masked directories");
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
    private static void Mask(LaunchScope scope, string path, PlanSlot place, PlanSlot mount, PlanSlot nothing)
    {
        var (child, subject) = (scope.Child, $"nothing on {path}");
        child.Add(MountSteps.Find(scope.Root, place, path, symlinks: false) with { Tolerated = Absent, SkipRefused = 7 });
        MountSteps.Copy(child, mount, scope.Devices, "null", recursive: false, subject);
        child.Add(MountSteps.Attach(mount, place, subject) with { Tolerated = [Errno.ENOTDIR, Errno.EINVAL], SkipDone = 3 });
        child.Do(SystemCall.Close, subject, mount);
        MountSteps.Copy(child, mount, nothing, "", recursive: false, subject);
        child.Add(MountSteps.Attach(mount, place, subject));
        child.Do(SystemCall.Close, subject, mount);
        child.Do(SystemCall.Close, subject, place);
    }
}
