namespace Containment.Linux.Memory;

/// <summary>ptrace(2) of one thread. All of it, and the end, by the thread that attached.</summary>
internal static unsafe class Trace
{
    public const nint SuspendFilter = 1 << 21;
    private const long Cont = 7, Step = 9, GetRegisters = 12, SetRegisters = 13, DetachFrom = 17, Seize = 0x4206, InterruptIt = 0x4207, GetMask = 0x420a, SetMask = 0x420b, GetSequences = 0x420f;

    private static long Number => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 117 : 101;

    public static void Attach(int thread, nint options) => Check(Do(Seize, thread, 0, options), "PTRACE_SEIZE", thread);

    public static void Interrupt(int thread) => Check(Do(InterruptIt, thread), "PTRACE_INTERRUPT", thread);

    public static void GoOn(int thread, int signal) => Check(Do(Cont, thread, 0, signal), "PTRACE_CONT", thread);

    public static void StepOnce(int thread) => Check(Do(Step, thread), "PTRACE_SINGLESTEP", thread);

    /// <summary>False where it has ended.</summary>
    public static bool TryDetach(int thread) => Do(DetachFrom, thread) >= 0;

    public static Registers Read(int thread)
    {
        Registers registers;
        Check(Do(GetRegisters, thread, 0, (nint)(&registers)), "PTRACE_GETREGS", thread);
        return registers;
    }

    public static void Write(int thread, Registers registers) => Check(Do(SetRegisters, thread, 0, (nint)(&registers)), "PTRACE_SETREGS", thread);

    /// <summary>The signals that it blocks.</summary>
    public static ulong ReadMask(int thread)
    {
        ulong mask;
        Check(Do(GetMask, thread, sizeof(ulong), (nint)(&mask)), "PTRACE_GETSIGMASK", thread);
        return mask;
    }

    public static void WriteMask(int thread, ulong mask) => Check(Do(SetMask, thread, sizeof(ulong), (nint)(&mask)), "PTRACE_SETSIGMASK", thread);

    /// <summary>Where its struct rseq is (rseq(2)); null where it has none, or the kernel (before 5.13) does not say.</summary>
    public static ulong? ReadSequences(int thread)
    {
        var configuration = stackalloc ulong[3];
        return Do(GetSequences, thread, 3 * sizeof(ulong), (nint)configuration) > 0 && configuration[0] != 0 ? configuration[0] : null;
    }

    private static long Do(long request, int thread, nint address = 0, nint data = 0) => LibC.syscall(Number, (nint)request, thread, address, data);

    private static void Check(long result, string what, int thread) => KernelRefusal.Check(result, what, $"thread {thread}");
}
