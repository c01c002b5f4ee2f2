using Containment.Linux.Descriptors;

namespace Containment.Oci.Life;

/// <summary>Whoever runs this program.</summary>
internal static class CallingUser
{
    public static uint Id { get; } = Read();

    // A process owns its own directory in /proc (proc(5)) unless it may not be traced; so its status is asked.
    private static uint Read()
    {
        const string key = "Uid:\t";
        foreach (var line in File.ReadLines("/proc/self/status"))
            if (line.StartsWith(key, StringComparison.Ordinal)) return uint.Parse(line.Split('\t')[2]);
        throw new KernelException(new KernelRefusal("read", "/proc/self/status", Errno.EIO));
    }
}
