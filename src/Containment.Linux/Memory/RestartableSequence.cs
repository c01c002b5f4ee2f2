using System.Buffers.Binary;
using System.Globalization;

namespace Containment.Linux.Memory;

/// <summary>
/// A thread in the middle of one (rseq(2)) begins it anew when anything comes between. The kernel looks where the thread stands, and does
/// not find it there while it makes a call for us, so that is ours to do.
/// </summary>
internal static class RestartableSequence
{
    /// <summary>Where the thread has to go on.</summary>
    /// <param name="pid">Its process.</param>
    /// <param name="sequences">Its struct rseq; null: none.</param>
    /// <param name="standing">Where it stands.</param>
    public static ulong Resume(int pid, ulong? sequences, ulong standing)
    {
        if (sequences is not { } place) return standing;
        using var memory = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/mem"));
        Span<byte> words = stackalloc byte[32];
        // struct rseq: cpu_id_start, cpu_id, rseq_cs.
        if (Read(memory, place + 8, words[..8]) is not { } current || current == 0) return standing;
        // struct rseq_cs: version and flags, start_ip, post_commit_offset, abort_ip.
        if (Read(memory, current, words) is null) return standing;
        var (start, length, abort) = (Word(words[8..]), Word(words[16..]), Word(words[24..]));
        return standing - start < length ? abort : standing;
    }

    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static ulong? Read(Microsoft.Win32.SafeHandles.SafeFileHandle memory, ulong at, Span<byte> into)
    {
        try
        {
            return at <= long.MaxValue && RandomAccess.Read(memory, into, (long)at) == into.Length ? Word(into) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
