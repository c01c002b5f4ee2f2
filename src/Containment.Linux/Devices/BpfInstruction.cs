namespace Containment.Linux.Devices;

/// <summary>One instruction of eBPF: struct bpf_insn (linux/bpf.h; the names and numbers of opcodes: RFC 9669).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct BpfInstruction(byte Code, byte Registers, short Offset, int Value)
{
    /// <summary>to = *(u32 *)(from + offset)</summary>
    public static BpfInstruction Load(int to, int from, short offset) => new(0x61, Pair(to, from), offset, 0);

    /// <summary>to = from, 32 bits</summary>
    public static BpfInstruction Copy(int to, int from) => new(0xbc, Pair(to, from), 0, 0);

    public static BpfInstruction Set(int to, int value) => new(0xb7, Pair(to, 0), 0, value);

    public static BpfInstruction And(int to, int value) => new(0x54, Pair(to, 0), 0, value);

    public static BpfInstruction ShiftRight(int to, int count) => new(0x74, Pair(to, 0), 0, count);

    /// <summary>Leaves out the next <paramref name="count"/> instructions if the 32 bits of the register are not the value.</summary>
    public static BpfInstruction SkipUnless(int register, uint value, int count) => new(0x56, Pair(register, 0), (short)count, (int)value);

    public static BpfInstruction SkipIf(int register, uint value, int count) => new(0x16, Pair(register, 0), (short)count, (int)value);

    public static BpfInstruction Exit => new(0x95, 0, 0, 0);

    private static byte Pair(int to, int from) => (byte)(to | (from << 4));
}
