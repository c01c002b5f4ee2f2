using System.Collections.Concurrent;

namespace Containment.Linux.Seccomp;

/// <summary>
/// Calls that older architectures make through one number, socketcall(2) or ipc(2), whose first argument says which. libseccomp has
/// numbers of its own for them, and only it knows what to compare; some have a number of the kernel's besides.
/// </summary>
internal static class SharedCalls
{
    private const int LeastOfOne = -1000, MostCalls = 512;
    private const string Sockets = "socketcall", Queues = "ipc";

    private static readonly ConcurrentDictionary<uint, Dictionary<string, uint>> Known = new();

    public static bool Includes(int number) => number is > LeastOfOne and < LibSeccomp.UnknownCall;

    public static bool Includes(string name) => name is Sockets or Queues;

    /// <summary>
    /// Whether it refuses one of the calls that are made by such a number. libseccomp can't have it beside a rule that allows the
    /// same call by its own number, as it makes one for the shared number of that; so it is judged before libseccomp's part.
    /// </summary>
    public static bool Refuses(SeccompRule rule) => Includes(rule.Call) && SeccompActions.IsError(rule.Action)
        && rule.Comparisons is [{ Argument: 0, Operation: LibSeccomp.IsEqual, First: <= uint.MaxValue }];

    /// <summary>The part of a program that is in front of an architecture's: nothing where it has no such numbers.</summary>
    public static IEnumerable<BpfInstruction> Before(uint architecture, IEnumerable<SeccompRule> refusals)
    {
        foreach (var rule in refusals)
            if (LibSeccomp.seccomp_syscall_resolve_name_arch(architecture, rule.Call) is >= 0 and var number)
            {
                yield return BpfInstruction.Load(BpfInstruction.CallNumber);
                yield return BpfInstruction.Equal((uint)number, 0, 3);
                yield return BpfInstruction.Load(BpfInstruction.FirstArgument);
                yield return BpfInstruction.Equal((uint)rule.Comparisons[0].First, 0, 1);
                yield return BpfInstruction.Return(rule.Action);
            }
    }

    /// <summary>All numbers by which it can be made are judged by libseccomp's part.</summary>
    public static void Set(CallTable table, uint architecture, string name)
    {
        var known = Known.GetOrAdd(architecture, Look);
        foreach (var one in (string[])[name, Sockets, Queues])
            if (known.TryGetValue(one, out var number)) table.Set(number, null);
    }

    private static Dictionary<string, uint> Look(uint architecture)
    {
        Dictionary<string, uint> known = [];
        for (var number = 0; number < MostCalls; number++)
        {
            var text = LibSeccomp.seccomp_syscall_resolve_num_arch(architecture, number);
            if (text == 0) continue;
            if (Marshal.PtrToStringUTF8(text) is { } name) known.TryAdd(name, (uint)number);
            LibSeccomp.free(text);
        }
        return known;
    }
}
