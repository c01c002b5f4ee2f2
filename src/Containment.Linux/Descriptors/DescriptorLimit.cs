namespace Containment.Linux.Descriptors;

/// <summary>How many descriptors this process may have open (RLIMIT_NOFILE, getrlimit(2)).</summary>
internal static unsafe partial class DescriptorLimit
{
    private const int OpenFiles = 7;

    public static int Current
    {
        get
        {
            var limits = stackalloc ulong[2];
            KernelRefusal.Check(getrlimit(OpenFiles, limits), "getrlimit", "RLIMIT_NOFILE");
            return (int)Math.Min(limits[0], int.MaxValue);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, ulong* limits);
}
