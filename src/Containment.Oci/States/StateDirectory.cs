using Containment.Linux.Descriptors;

namespace Containment.Oci.States;

/// <summary>The directory of a container's state.</summary>
internal static class StateDirectory
{
    // As runc: others may walk to a start socket they were given, and see nothing.
    private const uint Mode = 0x1c9;

    /// <summary>False where it is there already.</summary>
    public static bool Make(string path)
    {
        try
        {
            using var parent = At.OpenDirectory(Path.GetDirectoryName(path)!);
            At.MakeDirectory(parent, Path.GetFileName(path), Mode);
            return true;
        }
        catch (KernelRefusal refusal)
        {
            return refusal.Error == Errno.EEXIST ? false : throw new KernelException(refusal);
        }
    }
}
