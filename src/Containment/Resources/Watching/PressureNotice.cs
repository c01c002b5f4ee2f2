using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;

namespace Containment.Resources.Watching;

/// <summary>A threshold of pressure as the kernel takes it from this process.</summary>
internal static class PressureNotice
{
    /// <summary>Opens a trigger for it on a file of pressure.</summary>
    /// <param name="directory">Whose.</param>
    /// <param name="file">Its file.</param>
    /// <param name="threshold">The one that is wanted; where the kernel takes it only from others, the ordinary one afterwards.</param>
    /// <exception cref="KernelRefusal">Neither is taken.</exception>
    public static Descriptor Open(CgroupDirectory directory, string file, ref PressureThreshold threshold)
    {
        try
        {
            return CgroupNotice.Pressure(directory, file, threshold.Trigger);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EINVAL && threshold.Ordinary != threshold)
        {
            threshold = threshold.Ordinary;
            return CgroupNotice.Pressure(directory, file, threshold.Trigger);
        }
    }
}
