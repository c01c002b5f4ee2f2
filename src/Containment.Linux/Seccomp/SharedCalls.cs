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
