namespace Containment.Linux.Seccomp;

/// <summary>A filter that libseccomp is compiling.</summary>
internal sealed unsafe class SeccompContext : IDisposable
{
    private readonly nint _context;

    public SeccompContext(uint defaultAction, IReadOnlyList<uint> architectures)
    {
        _context = LibSeccomp.seccomp_init(defaultAction);
        if (_context == 0) throw new KernelRefusal("seccomp_init", $"{defaultAction:x}", Errno.EINVAL);
        const int already = -17;
        foreach (var architecture in architectures)
            if (LibSeccomp.seccomp_arch_add(_context, architecture) is not (0 or already) and var error) throw new KernelRefusal("seccomp_arch_add", $"{architecture:x}", new(-error));
        // Older versions do not know it, and then the program is only longer.
        _ = LibSeccomp.seccomp_attr_set(_context, LibSeccomp.OptimizationAttribute, LibSeccomp.BinaryTree);
    }

    public void Add(int call, SeccompRule rule)
    {
        Span<LibSeccomp.Comparison> comparisons = stackalloc LibSeccomp.Comparison[6];
        for (var n = 0; n < rule.Comparisons.Count; n++)
        {
            var given = rule.Comparisons[n];
            comparisons[n] = new() { Argument = given.Argument, Operation = given.Operation, First = given.First, Second = given.Second };
        }
        fixed (LibSeccomp.Comparison* first = comparisons)
        {
            var result = LibSeccomp.seccomp_rule_add_array(_context, rule.Action, call, (uint)rule.Comparisons.Count, rule.Comparisons.Count == 0 ? null : first);
            if (result < 0) throw new KernelRefusal("seccomp_rule_add", rule.Call, new(-result));
        }
    }

    public BpfInstruction[] Export()
    {
        using var memory = new Descriptor((int)KernelRefusal.Check(Processes.LibCProcesses.memfd_create("seccomp", 1), "memfd_create", "seccomp"));
        if (LibSeccomp.seccomp_export_bpf(_context, memory.Number) is < 0 and var error) throw new KernelRefusal("seccomp_export_bpf", "a filter", new(-error));
        using var file = new Microsoft.Win32.SafeHandles.SafeFileHandle(memory.Number, ownsHandle: false);
        var bytes = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, bytes, 0);
        return MemoryMarshal.Cast<byte, BpfInstruction>(bytes).ToArray();
    }

    public void Dispose() => LibSeccomp.seccomp_release(_context);
}
