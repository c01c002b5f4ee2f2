using System.Globalization;
using System.Text;

namespace Containment.Linux.Cgroups;

/// <summary>Descriptors that become ready when something happens in a cgroup.</summary>
internal static unsafe class CgroupNotice
{
    /// <summary>A PSI trigger (Documentation/accounting/psi.rst), ready for <see cref="Poll.Priority"/>, once in each window at most.</summary>
    public static Descriptor Pressure(CgroupDirectory directory, string file, string trigger)
    {
        var descriptor = Open(directory, file, OpenFlags.ReadWrite | OpenFlags.NonBlocking);
        var bytes = Encoding.ASCII.GetBytes(trigger + '\0');
        fixed (byte* start = bytes)
            if (LibC.write(descriptor.Number, start, (nuint)bytes.Length) >= 0) return descriptor;
        var error = Errno.Last;
        descriptor.Dispose();
        throw new KernelRefusal("write", $"\"{trigger}\" to {directory[file]}", error);
    }

    /// <summary>A file of which the kernel tells that it has changed (memory.events, pids.events), ready for <see cref="Poll.Priority"/>.</summary>
    public static Descriptor Changes(CgroupDirectory directory, string file) => Open(directory, file, OpenFlags.ReadOnly);

    /// <summary>v1: an eventfd, ready for <see cref="Poll.Input"/> when the cgroup runs out of memory (Documentation/admin-guide/cgroup-v1/memory.rst).</summary>
    public static Descriptor OutOfMemory(CgroupDirectory directory)
    {
        using var control = Open(directory, "memory.oom_control", OpenFlags.ReadOnly);
        var notice = Poll.Event();
        try
        {
            directory.Write("cgroup.event_control", string.Create(CultureInfo.InvariantCulture, $"{notice.Number} {control.Number}"));
            return notice;
        }
        catch
        {
            notice.Dispose();
            throw;
        }
    }

    private static Descriptor Open(CgroupDirectory directory, string file, int flags) =>
        new((int)KernelRefusal.Check(LibC.open(directory[file], flags | OpenFlags.CloseOnExec, 0), "open", directory[file]));
}
