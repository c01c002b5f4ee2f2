namespace Containment.Linux.Seccomp;

/// <summary>An instruction of a filter (struct sock_filter).</summary>
internal readonly record struct BpfInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Value)
{
    private const ushort LoadWord = 0x20, JumpEqual = 0x15, JumpAtLeast = 0x35, JumpAlways = 0x05, ReturnValue = 0x06;

    /// <summary>Where in struct seccomp_data the number and the architecture are.</summary>
    public const uint CallNumber = 0, Architecture = 4;

    /// <summary>The lower half of the first argument, which is all of it for 32-bit programs.</summary>
    public static uint FirstArgument => BitConverter.IsLittleEndian ? 16u : 20u;

    public static BpfInstruction Load(uint at) => new(LoadWord, 0, 0, at);
    public static BpfInstruction Return(uint value) => new(ReturnValue, 0, 0, value);
    public static BpfInstruction Jump(int distance) => new(JumpAlways, 0, 0, (uint)distance);
    public static BpfInstruction AtLeast(uint value, byte ifTrue, byte ifFalse) => new(JumpAtLeast, ifTrue, ifFalse, value);
    public static BpfInstruction Equal(uint value, byte ifTrue, byte ifFalse) => new(JumpEqual, ifTrue, ifFalse, value);
}
