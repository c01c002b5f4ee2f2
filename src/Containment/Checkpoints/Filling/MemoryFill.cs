using System.Buffers;
using Containment.Linux.Descriptors;
using Containment.Linux.Memory;
using Containment.Linux.Processes;

namespace Containment.Checkpoints.Filling;

/// <summary>Writes pages that CRIU was not given into processes that it has restored, before one instruction of theirs has run.</summary>
internal sealed class MemoryFill(IReadOnlyList<MemoryFill.OfProcess> processes)
{
    private const int Piece = 256 << 10;

    /// <param name="Id">In its own pid namespace.</param>
    /// <param name="Pages">The file with the pages; what is zero or a hole in it is zero in a new process already.</param>
    /// <param name="Parts">What is to be written.</param>
    public sealed record OfProcess(int Id, string Pages, IReadOnlyList<PagePart> Parts);

    /// <param name="container">Whose they are.</param>
    /// <param name="init">Its first process, as this one sees it.</param>
    /// <param name="pids">All that may be its processes.</param>
    /// <exception cref="ContainmentException">ToolFailed: a process is missing; Exhausted: the container's limit is lower than its memory. None may run.</exception>
    public void Run(ContainerId container, int init, IEnumerable<int> pids)
    {
        if (processes.Count == 0) return;
        var found = InsideIds.Of(init, pids);
        foreach (var process in processes)
        {
            if (!found.TryGetValue(process.Id, out var pid)) throw new ContainmentException(FailureReason.ToolFailed, container.Value, $"CRIU did not restore process {process.Id} of container {container}");
            using var pages = File.OpenHandle(process.Pages);
            try
            {
                Parallel.ForEach(process.Parts.SelectMany(part => part.InPieces(Piece)), part => Write(pid, pages, part));
            }
            catch (AggregateException failed) when (failed.InnerException is KernelRefusal refusal)
            {
                throw new ContainmentException(FailureReason.Exhausted, container.Value,
                    $"process {process.Id} of container {container} could not be given all of its memory; its limit may be lower than what was saved ({refusal.Message})", null, new KernelException(refusal));
            }
        }
    }

    // By way of a buffer that is used again and again: to map the image would cost as many page faults as are saved.
    private static void Write(int pid, Microsoft.Win32.SafeHandles.SafeFileHandle pages, PagePart part)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            var bytes = buffer.AsSpan(0, (int)part.Bytes);
            for (var done = 0; done < bytes.Length;)
            {
                var read = RandomAccess.Read(pages, bytes[done..], part.Offset + done);
                if (read == 0) throw new KernelRefusal("pread", "the image of pages", Errno.EINVAL);
                done += read;
            }
            // Pages of zeros would only be given memory for nothing.
            foreach (var (offset, length, zero) in ZeroRuns.Of(bytes))
                if (!zero) ForeignMemory.Write(pid, part.Address + (ulong)offset, bytes.Slice(offset, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
