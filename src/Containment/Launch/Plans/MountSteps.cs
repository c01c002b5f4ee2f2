using Containment.Bundles.Mounting;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>Mounts by descriptor: a file system is made, its attributes are set, and only then it is put where it is to be seen.</summary>
internal static class MountSteps
{
    /// <summary>A new file system, detached.</summary>
    public static PlanSlot Create(PlanBuilder plan, PlanSide side, string type, string? source, IEnumerable<FileSystemOption> options, MountAttributes attributes, string subject, PlanSlot? contextSlot = null)
    {
        var (context, mount) = (contextSlot ?? plan.Slot(), plan.Slot());
        side.Get(context, SystemCall.Fsopen, subject, type, 1);
        if (source is not null) Configure(side, context, new("source", source), subject);
        foreach (var option in options) Configure(side, context, option, subject);
        side.Add(new(SystemCall.Fsconfig, context, Flags.CreateFileSystem, 0, 0, 0) { Verb = "mount", Subject = subject });
        side.Get(mount, SystemCall.Fsmount, subject, context, 1, (long)attributes);
        side.Do(SystemCall.Close, $"the context of {subject}", context);
        return mount;
    }

    public static void Configure(PlanSide side, PlanSlot context, FileSystemOption option, string subject) =>
        side.Add(new(SystemCall.Fsconfig, context, option.Value is null ? Flags.SetFlag : Flags.SetString, option.Key, option.Value is null ? 0 : option.Value, 0)
        {
            Subject = $"{subject} {option}",
        });

    /// <summary>Changes a mount, and with <paramref name="recursive"/> those below it; <paramref name="userNamespace"/> maps its ids.</summary>
    public static void Change(PlanSide side, PlanSlot mount, string subject, MountAttributes set, MountAttributes clear, ulong propagation, bool recursive, PlanSlot? userNamespace = null)
    {
        var attributes = PlanData.OfLong((ulong)set | (userNamespace is null ? 0 : Flags.IdMap), (ulong)clear, propagation, 0);
        if (userNamespace is { } ids) side.Do(SystemCall.Patch, $"the user namespace for {subject}", ids, PlanArgument.Inside(attributes, 24), 8);
        side.Do(SystemCall.MountSetattr, subject, mount, "", Flags.EmptyPath | (recursive ? Flags.Recursive : 0), attributes, 32);
    }

    /// <summary>A copy of a mount (or of a tree of them), detached.</summary>
    public static void Copy(PlanSide side, PlanSlot result, PlanArgument directory, string path, bool recursive, string subject, params IReadOnlyList<Errno> tolerated) =>
        side.Add(new(SystemCall.OpenTree, directory, path, Flags.OpenTreeClone | Flags.CloseOnExec | (path.Length == 0 ? Flags.EmptyPath : 0) | (recursive ? Flags.Recursive : 0))
        {
            Subject = subject, Result = result, Tolerated = tolerated,
        });

    /// <summary>Finds a place inside the container without ever leaving it; <paramref name="symlinks"/> inside are followed or refused.</summary>
    public static PlanStep Find(PlanSlot root, PlanSlot result, string path, bool symlinks) =>
        Open(root, result, path, Flags.PathOnly | Flags.CloseOnExec, symlinks);

    /// <summary>Opens a file inside the container in the same way.</summary>
    public static PlanStep Open(PlanSlot root, PlanSlot result, string path, long flags, bool symlinks) =>
        new(SystemCall.Openat2, root, path, PlanData.OfLong((ulong)flags, 0, (ulong)(ResolveFlags.InRoot | ResolveFlags.NoMagicLinks | (symlinks ? 0 : ResolveFlags.NoSymlinks))), 24)
        {
            Subject = path, Result = result,
        };

    /// <summary>On a name in a directory, of which nobody else can have made something else.</summary>
    public static PlanStep Attach(PlanSlot mount, PlanSlot directory, string name, string subject) =>
        new(SystemCall.MoveMount, mount, "", directory, name, Flags.MoveFromEmpty) { Verb = "mount", Subject = subject };

    public static PlanStep Attach(PlanSlot mount, PlanSlot place, string subject) =>
        new(SystemCall.MoveMount, mount, "", place, "", Flags.MoveFromEmpty | Flags.MoveToEmpty) { Verb = "mount", Subject = subject };
}
