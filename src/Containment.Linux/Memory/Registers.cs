namespace Containment.Linux.Memory;

/// <summary>The registers of a stopped thread on x86-64 (struct user_regs_struct). arm64 would have one like it, for PTRACE_GETREGSET, with x8 for the call and its "svc" of four bytes.</summary>
internal struct Registers
{
    public ulong R15, R14, R13, R12, Rbp, Rbx, R11, R10, R9, R8, Rax, Rcx, Rdx, Rsi, Rdi, OriginalRax, Rip, Cs, Flags, Rsp, Ss, FsBase, GsBase, Ds, Es, Fs, Gs;

    // What a thread in 64-bit mode has there.
    private const ulong LongMode = 0x33;

    public readonly bool Is64Bit => Cs == LongMode;

    /// <summary>The same thread before the instruction at <paramref name="gate"/>, about to make a call. No interrupted call of its own is begun again meanwhile.</summary>
    public readonly Registers Calling(ulong gate, long number, ReadOnlySpan<ulong> arguments)
    {
        var there = this;
        (there.Rip, there.Rax, there.OriginalRax) = (gate, (ulong)number, ulong.MaxValue);
        (there.Rdi, there.Rsi, there.Rdx) = (At(arguments, 0), At(arguments, 1), At(arguments, 2));
        (there.R10, there.R8, there.R9) = (At(arguments, 3), At(arguments, 4), At(arguments, 5));
        return there;
    }

    private static ulong At(ReadOnlySpan<ulong> arguments, int n) => n < arguments.Length ? arguments[n] : 0;
}
