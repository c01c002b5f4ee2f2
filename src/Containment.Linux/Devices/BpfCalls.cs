using Containment.Linux.Descriptors;

namespace Containment.Linux.Devices;

/// <summary>bpf(2): loads programs and ties them to cgroups. The layouts are those of union bpf_attr (linux/bpf.h).</summary>
internal static unsafe class BpfCalls
{
    private const int ProgramLoad = 5, ProgramAttach = 8, ProgramDetach = 9, ProgramById = 13, InfoOf = 15, ProgramQuery = 16;
    private const uint CgroupDevice = 15, AtCgroupDevice = 6, AllowMulti = 2, Replaces = 4;
    private const int NameAt = 48, NameInInfo = 64, NameLength = 16, InfoLength = 80, MostPrograms = 64;

    private static readonly int Number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 280 : 321;

    /// <exception cref="KernelRefusal">EPERM without CAP_BPF in the first user namespace; EINVAL where the kernel lacks CONFIG_CGROUP_BPF.</exception>
    public static Descriptor Load(BpfInstruction[] program, ReadOnlySpan<byte> name)
    {
        var request = stackalloc byte[72];
        new Span<byte>(request, 72).Clear();
        fixed (BpfInstruction* instructions = program)
        fixed (byte* license = "MIT\0"u8)
        {
            *(uint*)request = CgroupDevice;
            *(int*)(request + 4) = program.Length;
            *(ulong*)(request + 8) = (ulong)instructions;
            *(ulong*)(request + 16) = (ulong)license;
            name[..Math.Min(name.Length, NameLength - 1)].CopyTo(new Span<byte>(request + NameAt, NameLength));
            return new((int)Call(ProgramLoad, request, 72, "bpf(BPF_PROG_LOAD)", "the device rules"));
        }
    }

    /// <summary>Adds the program to those of the cgroup, or puts it in the place of one of them at once.</summary>
    public static void Attach(Descriptor cgroup, Descriptor program, Descriptor? inPlaceOf, string path)
    {
        var request = stackalloc uint[5];
        (request[0], request[1], request[2], request[3], request[4]) =
            ((uint)cgroup.Number, (uint)program.Number, AtCgroupDevice, AllowMulti | (inPlaceOf is null ? 0 : Replaces), inPlaceOf is null ? 0 : (uint)inPlaceOf.Number);
        Call(ProgramAttach, request, 20, "bpf(BPF_PROG_ATTACH)", path);
    }

    public static void Detach(Descriptor cgroup, Descriptor program, string path)
    {
        var request = stackalloc uint[5];
        (request[0], request[1], request[2], request[3], request[4]) = ((uint)cgroup.Number, (uint)program.Number, AtCgroupDevice, 0, 0);
        Call(ProgramDetach, request, 20, "bpf(BPF_PROG_DETACH)", path);
    }

    /// <summary>The programs tied to this very cgroup, in the order in which they came.</summary>
    public static uint[] Attached(Descriptor cgroup, string path)
    {
        var ids = stackalloc uint[MostPrograms];
        var request = stackalloc uint[8];
        new Span<uint>(request, 8).Clear();
        (request[0], request[1], request[6]) = ((uint)cgroup.Number, AtCgroupDevice, MostPrograms);
        *(ulong*)(request + 4) = (ulong)ids;
        Call(ProgramQuery, request, 32, "bpf(BPF_PROG_QUERY)", path);
        return new Span<uint>(ids, (int)request[6]).ToArray();
    }

    public static Descriptor Open(uint id)
    {
        var request = stackalloc uint[3];
        (request[0], request[1], request[2]) = (id, 0, 0);
        return new((int)Call(ProgramById, request, 12, "bpf(BPF_PROG_GET_FD_BY_ID)", $"{id}"));
    }

    public static bool IsCalled(Descriptor program, ReadOnlySpan<byte> name)
    {
        var info = stackalloc byte[InfoLength];
        new Span<byte>(info, InfoLength).Clear();
        var request = stackalloc uint[4];
        (request[0], request[1]) = ((uint)program.Number, InfoLength);
        *(ulong*)(request + 2) = (ulong)info;
        Call(InfoOf, request, 16, "bpf(BPF_OBJ_GET_INFO_BY_FD)", "a device program");
        return new ReadOnlySpan<byte>(info + NameInInfo, NameLength).TrimEnd((byte)0).SequenceEqual(name);
    }

    private static long Call(int command, void* request, int size, string call, string subject) =>
        KernelRefusal.Check(LibC.syscall(Number, command, (nint)request, size), call, subject);
}
