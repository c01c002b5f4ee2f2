using System.Globalization;

namespace Containment.Linux.Memory;

/// <summary>A place in a process's memory where an instruction that enters the kernel stands, so that none has to be written there.</summary>
internal static class CallGate
{
    public const ulong Length = 2;
    private const int Piece = 64 << 10;

    // On arm64 it would be d4 00 00 01, at a multiple of four.
    private static ReadOnlySpan<byte> Instruction => [0x0f, 0x05];

    /// <summary>Where a thread stands behind one it is there; else in what the kernel maps into every process (vdso(7)), else in any program text.</summary>
    /// <exception cref="KernelRefusal">ENOEXEC: nowhere.</exception>
    public static ulong Find(int pid, ulong standing)
    {
        using var memory = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/mem"));
        Span<byte> before = stackalloc byte[(int)Length];
        if (Read(memory, standing - Length, before) == (int)Length && before.SequenceEqual(Instruction)) return standing - Length;
        var buffer = new byte[Piece];
        foreach (var mapping in MemoryMapping.Of(pid).Where(mapping => mapping.IsExecutable && mapping.Pages.End <= long.MaxValue).OrderBy(mapping => mapping.Name == "[vdso]" ? 0 : 1))
            for (var at = mapping.Pages.Start; at < mapping.Pages.End; at += Piece)
            {
                var place = buffer.AsSpan(0, Read(memory, at, buffer.AsSpan(0, (int)Math.Min(Piece, mapping.Pages.End - at)))).IndexOf(Instruction);
                if (place >= 0) return at + (ulong)place;
            }
        throw new KernelRefusal("ptrace", $"process {pid}: no instruction in it enters the kernel", new Errno(8));
    }

    private static int Read(Microsoft.Win32.SafeHandles.SafeFileHandle memory, ulong at, Span<byte> into)
    {
        try
        {
            return at > long.MaxValue ? 0 : RandomAccess.Read(memory, into, (long)at);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
