namespace Containment.Linux.Descriptors;

/// <summary>Waits until a descriptor can be read from, or is at its end (poll(2)).</summary>
internal static unsafe partial class Readiness
{
    private const short Input = 1;
    private const short Never = 0x20;
    private const short HungUp = 0x10;

    /// <summary>Which of them can be read, by their order; waits for the first. A negative one is passed over.</summary>
    /// <param name="milliseconds">How long to wait; negative: for ever.</param>
    public static int Wait(ReadOnlySpan<int> descriptors, int milliseconds = -1)
    {
        var asked = stackalloc Asked[descriptors.Length];
        for (var n = 0; n < descriptors.Length; n++) asked[n] = new() { Descriptor = descriptors[n], Events = Input, Happened = 0 };
        while (poll(asked, (nuint)descriptors.Length, milliseconds) < 0)
            if (Errno.Last != Errno.EINTR) throw new KernelRefusal("poll", $"{descriptors.Length} descriptors", Errno.Last);
        var ready = 0;
        for (var n = 0; n < descriptors.Length; n++)
            if ((asked[n].Happened & ~Never) != 0) ready |= 1 << n;
        return ready;
    }

    /// <summary>Whether the other end of a socket is gone, also while there is still something to be read of it.</summary>
    public static bool IsLeft(Descriptor socket)
    {
        var asked = new Asked { Descriptor = socket.Number, Events = 0, Happened = 0 };
        return poll(&asked, 1, 0) > 0 && (asked.Happened & HungUp) != 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(Asked* descriptors, nuint count, int milliseconds);

    private struct Asked
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
