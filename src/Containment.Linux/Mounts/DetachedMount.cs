using System.Text;

namespace Containment.Linux.Mounts;

/// <summary>File systems that are mounted and nowhere to be seen until they are put somewhere (fsopen(2), fsmount(2)); gone with the last descriptor of them.</summary>
internal static unsafe class DetachedMount
{
    private const int CloseOnExec = 1, SetFlag = 0, SetString = 1, Create = 6, FromEmpty = 4;

    /// <summary>Mounts a file system.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="options">Its options; one without a value is a flag.</param>
    /// <param name="attributes">MOUNT_ATTR_… of the mount.</param>
    /// <exception cref="KernelRefusal">The kernel refuses it.</exception>
    public static Descriptor Make(string type, IReadOnlyList<(string Name, string? Value)> options, long attributes = 0)
    {
        using var context = Open(type);
        foreach (var (name, value) in options) Set(context, type, name, value);
        KernelRefusal.Check(LibC.syscall(Call.Fsconfig, context.Number, Create), "fsconfig", $"{type} {string.Join(',', options.Select(option => option.Value is null ? option.Name : $"{option.Name}={option.Value}"))}");
        return new((int)KernelRefusal.Check(LibC.syscall(Call.Fsmount, context.Number, CloseOnExec, (nint)attributes), "fsmount", type));
    }

    /// <summary>Puts it on a directory, for everybody in this mount namespace.</summary>
    /// <exception cref="KernelRefusal">The kernel refuses it.</exception>
    public static void Attach(Descriptor mount, string directory)
    {
        const int here = -100;
        fixed (byte* nothing = "\0"u8, path = Terminated(directory))
            KernelRefusal.Check(LibC.syscall(Call.MoveMount, mount.Number, (nint)nothing, here, (nint)path, FromEmpty), "move_mount", directory);
    }

    private static Descriptor Open(string type)
    {
        fixed (byte* name = Terminated(type))
            return new((int)KernelRefusal.Check(LibC.syscall(Call.Fsopen, (nint)name, CloseOnExec), "fsopen", type));
    }

    private static void Set(Descriptor context, string type, string name, string? value)
    {
        fixed (byte* k = Terminated(name), v = value is null ? null : Terminated(value))
            KernelRefusal.Check(LibC.syscall(Call.Fsconfig, context.Number, value is null ? SetFlag : SetString, (nint)k, (nint)v), "fsconfig", $"{type} {name}");
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
