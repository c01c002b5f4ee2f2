using System.Text;
using System.Text.Json;
using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Launch.Filtering;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// The filter of system calls. It is loaded as late as can be, so that it need allow nothing but what the program does; one that
/// asks a listener is loaded while the keeper can still see its descriptor, to send it there.
/// </summary>
internal sealed class SeccompSteps
{
    private const int SetFilter = 1, NewListener = 8, NoSignal = 0x4000, PidDigits = 10, PidAfterBlanks = 11;

    /// <summary>A number that is as long as a pid's place.</summary>
    private const int PidPlace = 1111111111;

    private readonly OciSeccomp _seccomp;
    private readonly PlanData _program;
    private readonly uint _flags;
    private readonly PlanSlot? _listenerSocket;

    private SeccompSteps(OciSeccomp seccomp, PlanSlot? listenerSocket)
    {
        (_seccomp, _listenerSocket) = (seccomp, listenerSocket);
        _flags = SeccompDescription.Flags(seccomp);
        var instructions = SeccompPrograms.Of(seccomp);
        _program = new([.. BitConverter.GetBytes((long)(ushort)(instructions.Bytes.Length / 8)), .. new byte[8]], (8, instructions));
    }

    /// <summary>Compiles it, and connects whoever listens to it; null without a filter.</summary>
    public static SeccompSteps? Open(PlanBuilder plan, OciSeccomp? seccomp)
    {
        if (seccomp is null) return null;
        if (!SeccompDescription.Notifies(seccomp)) return new(seccomp, null);
        if (string.IsNullOrEmpty(seccomp.ListenerPath)) throw new InvalidSpecException("linux.seccomp.listenerPath", null, "a socket, as SCMP_ACT_NOTIFY is used");
        var socket = plan.Slot();
        var address = UnixAddress.Of(seccomp.ListenerPath);
        plan.Keeper.Get(socket, SystemCall.Socket, "AF_UNIX", UnixAddress.Family, 0x80001, 0);
        plan.Keeper.Do(SystemCall.Connect, seccomp.ListenerPath, socket, address, address.Bytes.Length);
        return new(seccomp, socket);
    }

    /// <summary>
    /// The process's capabilities until its execve. Without no_new_privs the kernel lets only CAP_SYS_ADMIN load a filter. It need
    /// not be dropped after that: what a process has after an execve does not depend on what it was permitted before (capabilities(7)).
    /// </summary>
    public CapabilitySets Keep(CapabilitySets granted, OciProcess process)
    {
        const ulong administration = 1 << 21;
        return process.NoNewPrivileges ? granted : granted with { Permitted = granted.Permitted | administration, Effective = granted.Effective | administration };
    }

    /// <summary>Loads one that asks a listener, and sends the listener's descriptor there.</summary>
    public void Notify(PlanBuilder plan, PlanSlot pid, OciState state)
    {
        if (_listenerSocket is not { } socket) return;
        const int socketLevel = 1, rights = 1;
        var listener = plan.Slot();
        plan.Child.Get(listener, SystemCall.Seccomp, "SECCOMP_SET_MODE_FILTER with a listener", SetFilter, _flags | NewListener, _program);
        plan.Child.Do(SystemCall.Arrive, "filtered", Marks.Filtered);
        plan.Child.Do(SystemCall.Await, "the listener", Marks.Listened);

        var whole = new OciProcessState { OciVersion = state.OciVersion, Pid = PidPlace, Metadata = _seccomp.ListenerMetadata, State = state with { Pid = state.Pid ?? PidPlace } };
        var text = JsonSerializer.SerializeToUtf8Bytes(whole, RuntimeSpecJson.Default.OciProcessState);
        var message = new PlanData(text);
        var part = new PlanData([.. new byte[8], .. BitConverter.GetBytes((long)text.Length)], (0, message));
        var control = new PlanData([.. BitConverter.GetBytes(20L), .. BitConverter.GetBytes(socketLevel), .. BitConverter.GetBytes(rights), .. new byte[8]]);
        var packet = new PlanData([.. new byte[24], .. BitConverter.GetBytes(1L), .. new byte[8], .. BitConverter.GetBytes(24L), .. new byte[8]], (16, part), (32, control));
        plan.Keeper.Do(SystemCall.AwaitChild, "filtered", Marks.Filtered);
        // In a string of JSON the quotes would have a backslash before them, so none of these is part of one.
        var place = Encoding.UTF8.GetBytes($"\"pid\": {PidPlace}");
        for (var from = 0; text.AsSpan(from).IndexOf(place) is >= 0 and var at; from += at + place.Length)
            plan.Keeper.Do(SystemCall.Patch, "the pid for the listener", pid, PlanArgument.Inside(message, from + at + place.Length - PidDigits), PidAfterBlanks);
        plan.Keeper.Do(SystemCall.Patch, "the descriptor for the listener", listener, PlanArgument.Inside(control, 16), 4);
        plan.Keeper.Do(SystemCall.Sendmsg, $"the filter's descriptor to {_seccomp.ListenerPath}", socket, packet, NoSignal);
        plan.Keeper.Do(SystemCall.Close, $"{_seccomp.ListenerPath}", socket);
        plan.Keeper.Do(SystemCall.Close, "the filter's descriptor", listener);
        plan.Keeper.Do(SystemCall.Signal, "there is a listener", Marks.Listened);
    }

    /// <summary>Loads any other, right before the program.</summary>
    public void Load(PlanSide child)
    {
        if (_listenerSocket is null) child.Do(SystemCall.Seccomp, $"SECCOMP_SET_MODE_FILTER, {_program.Pointers[0].Target.Bytes.Length / 8} instructions", SetFilter, _flags, _program);
    }
}
