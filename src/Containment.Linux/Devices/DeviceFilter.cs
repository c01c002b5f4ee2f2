using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;

namespace Containment.Linux.Devices;

/// <summary>Puts device rules in force in one cgroup: devices.allow and devices.deny of v1, an eBPF program on v2. Replaces what was there.</summary>
internal static class DeviceFilter
{
    // What others tied to the cgroup (systemd does) is left alone: all programs of a cgroup must allow.
    private static ReadOnlySpan<byte> Name => "containment"u8;

    /// <exception cref="KernelRefusal">The kernel does not take a rule; on v1 EPERM when the cgroup above does not have the device.</exception>
    /// <exception cref="NotSupportedException">v1 can't hold the rules.</exception>
    public static void SetLegacy(CgroupDirectory directory, IReadOnlyList<DeviceRule> rules)
    {
        var (before, target) = (DeviceTable.Parse(directory.Read("devices.list")), DeviceTable.Of(rules));
        try
        {
            Write(directory, before.WritesTo(target));
        }
        catch (KernelRefusal)
        {
            Write(directory, DeviceTable.Parse(directory.Read("devices.list")).WritesTo(before));
            throw;
        }
        // The kernel drops a rule in silence where the cgroups above say otherwise; a container that can do more than it was told must not run.
        if (!DeviceTable.Parse(directory.Read("devices.list")).Same(target) && !target.AllowsTheRest)
            throw new NotSupportedException($"{directory["devices.list"]} is not what the rules say after they were written");
    }

    /// <exception cref="KernelRefusal">EPERM in a user namespace; EINVAL where the kernel lacks CONFIG_CGROUP_BPF.</exception>
    public static void SetUnified(CgroupDirectory directory, IReadOnlyList<DeviceRule> rules)
    {
        using var program = Load(rules);
        SetUnified(directory, program);
    }

    /// <summary>A program that can be put in force in any number of cgroups.</summary>
    public static Descriptor Load(IReadOnlyList<DeviceRule> rules) => BpfCalls.Load(DeviceProgram.Compile(rules), Name);

    public static void SetUnified(CgroupDirectory directory, Descriptor program)
    {
        using var cgroup = Open(directory);
        var old = BpfCalls.Attached(cgroup, directory.Path).Select(BpfCalls.Open).ToArray();
        try
        {
            var ours = old.Where(other => BpfCalls.IsCalled(other, Name)).ToArray();
            BpfCalls.Attach(cgroup, program, ours.FirstOrDefault(), directory.Path);
            foreach (var more in ours.Skip(1)) BpfCalls.Detach(cgroup, more, directory.Path);
        }
        finally
        {
            foreach (var other in old) other.Dispose();
        }
    }

    /// <summary>What is in force now, to be put back.</summary>
    public static DeviceFilterState Save(CgroupDirectory directory, bool unified) =>
        unified ? new(directory, null, Ours(directory)) : new(directory, DeviceTable.Parse(directory.Read("devices.list")), null);

    /// <summary>Puts back what was in force, in one step on v2.</summary>
    public static void Restore(DeviceFilterState state)
    {
        if (state.Table is { } table) Write(state.Directory, DeviceTable.Parse(state.Directory.Read("devices.list")).WritesTo(table));
        else if (state.Program is { } program) SetUnified(state.Directory, program);
    }

    // The last of them: there are several only after a crash between attaching one and detaching another.
    private static Descriptor? Ours(CgroupDirectory directory)
    {
        using var cgroup = Open(directory);
        Descriptor? found = null;
        foreach (var program in BpfCalls.Attached(cgroup, directory.Path).Select(BpfCalls.Open))
        {
            var other = BpfCalls.IsCalled(program, Name) ? found : program;
            if (other != program) found = program;
            other?.Dispose();
        }
        return found;
    }

    private static Descriptor Open(CgroupDirectory directory) => new((int)KernelRefusal.Check(LibC.open(directory.Path, OpenFlags.CloseOnExec | OpenFlags.Directory, 0), "open", directory.Path));

    private static void Write(CgroupDirectory directory, IReadOnlyList<DeviceRule> rules)
    {
        foreach (var rule in rules) directory.Write(rule.Allow ? "devices.allow" : "devices.deny", rule.ToString());
    }
}
