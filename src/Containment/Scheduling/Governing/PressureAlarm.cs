using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources;
using Containment.Resources.Hierarchy;
using Containment.Resources.Watching;

namespace Containment.Scheduling.Governing;

/// <summary>
/// Calls when containers suddenly wait for memory: a thread waits for one PSI trigger (Documentation/accounting/psi.rst) on the cgroup above
/// all of them, or on the machine where that cgroup is its root or goes away. The kernel tells once in each window at most.
/// </summary>
internal sealed class PressureAlarm : IDisposable
{
    private const long Key = 0;
    private static readonly PressureThreshold Threshold = new(PressureResource.Memory, full: false, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(500));
    private static readonly CgroupDirectory Machine = new("/proc/pressure");
    private readonly Action _call;
    private readonly Poll _poll = new();
    private readonly Thread _thread;
    private Descriptor _trigger;
    private volatile bool _end;

    private PressureAlarm(Descriptor trigger, Action call)
    {
        (_trigger, _call) = (trigger, call);
        _poll.Watch(trigger, Poll.Priority, Key);
        _thread = new(Run) { IsBackground = true, Name = "containment-alarm" };
        _thread.Start();
    }

    /// <summary>Null where this kernel measures no pressure, or not for this user: <paramref name="why"/> says so.</summary>
    public static PressureAlarm? TryOpen(ContainerHost host, Action call, out string? why)
    {
        try
        {
            why = null;
            return new(Open(Above(host)), call);
        }
        catch (KernelRefusal refusal)
        {
            why = refusal.Message;
            return null;
        }
    }

    public void Dispose()
    {
        _end = true;
        _poll.Wake();
        _thread.Join();
        _trigger.Dispose();
        _poll.Dispose();
    }

    private static CgroupDirectory? Above(ContainerHost host)
    {
        if (host.Part(opened => new HostCgroups(opened)).Layout.Unified is not { } unified) return null;
        var directory = new CgroupDirectory(CgroupNames.ParentIn(unified, host.Options.CgroupParent));
        // The root has what the machine has, and no such file before Linux 6.1.
        return directory.Path != unified.Top && directory.Has("memory.pressure") ? directory : null;
    }

    private static Descriptor Open(CgroupDirectory? above)
    {
        var threshold = Threshold;
        return above is { } cgroup ? PressureNotice.Open(cgroup, "memory.pressure", ref threshold) : PressureNotice.Open(Machine, "memory", ref threshold);
    }

    private void Run()
    {
        List<long> ready = [];
        Span<byte> text = stackalloc byte[64];
        try
        {
            while (!_end)
            {
                _poll.Wait(-1, ready);
                if (_end || ready.Count == 0) continue;
                // Of a cgroup that was removed the kernel tells for ever.
                if (CgroupFile.Read(_trigger, text, out var error) < 0 && error == Errno.ENODEV)
                {
                    _trigger.Dispose();
                    _trigger = Open(null);
                    _poll.Watch(_trigger, Poll.Priority, Key);
                }
                _call();
            }
        }
        catch (KernelRefusal)
        {
            // Without it the governor looks as often as its policy says.
        }
    }
}
