using Containment.Linux.Memory;

namespace Containment.Checkpoints.Late;

/// <summary>Where late pages come from. Addresses are those that a page had when the process was saved, whatever became of it since. Called by the thread that serves: nothing here may wait.</summary>
internal interface ILatePages
{
    /// <summary>Fills whole pages from <paramref name="address"/> on with what has arrived.</summary>
    /// <returns>How many bytes; zero: the first one has not arrived.</returns>
    int TryRead(int process, ulong address, Span<byte> into);

    /// <summary>Somebody waits for a page that has not arrived; <see cref="LateMemory.Arrived"/> is how it is answered. Once for each page.</summary>
    /// <param name="process">Whose.</param>
    /// <param name="address">Of the page.</param>
    /// <param name="neighbours">Late pages about it, which will soon be wanted too; it is one of them.</param>
    void Request(int process, ulong address, PageRange neighbours);
}
