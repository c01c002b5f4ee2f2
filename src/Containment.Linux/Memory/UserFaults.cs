namespace Containment.Linux.Memory;

/// <summary>A userfaultfd(2): decides over the missing or written pages of a process's memory, not necessarily this one's. Any thread may use it.</summary>
internal sealed unsafe class UserFaults(Descriptor descriptor) : IDisposable
{
    private const uint Api = 0xC018AA3F, RegisterThem = 0xC020AA00, UnregisterThem = 0x8010AA01, WakeThem = 0x8010AA02, CopyThem = 0xC028AA03, ZeroThem = 0xC020AA04, ProtectThem = 0xC018AA06;
    private const ulong ApiVersion = 0xAA;
    private const int MessageSize = 32;

    public Descriptor Descriptor { get; } = descriptor;

    /// <summary>Once, before anything else.</summary>
    /// <exception cref="KernelRefusal">EINVAL: the kernel does not have all of them. EPERM: <see cref="FaultFeatures.Forks"/> takes CAP_SYS_PTRACE.</exception>
    public void Agree(FaultFeatures features)
    {
        var words = stackalloc ulong[3] { ApiVersion, (ulong)features, 0 };
        Check(Do(Api, words), "UFFDIO_API", $"features {features}");
    }

    /// <exception cref="KernelRefusal">ENOMEM: the memory is no more, its process has ended or executes another program. EBUSY: somebody else has them. EINVAL, EPERM: not possible for this mapping.</exception>
    public void Register(PageRange pages, FaultModes modes)
    {
        var words = stackalloc ulong[4] { pages.Start, pages.Bytes, (ulong)modes, 0 };
        Check(Do(RegisterThem, words), "UFFDIO_REGISTER", $"{pages}");
    }

    /// <summary>Lets go of them, and of all that waits for them. False where they are no more.</summary>
    public bool TryUnregister(PageRange pages)
    {
        var words = stackalloc ulong[2] { pages.Start, pages.Bytes };
        return Do(UnregisterThem, words) >= 0;
    }

    /// <summary>Whether the memory is no more. The kernel looks for it before it looks for the mapping, of which there is none at so low an address.</summary>
    public bool HasEnded
    {
        get
        {
            var words = stackalloc ulong[2] { PageRange.PageSize, PageRange.PageSize };
            return Do(UnregisterThem, words) < 0 && Errno.Last == Errno.ENOMEM;
        }
    }

    /// <summary>Protects pages against writing, or no longer. Tables are made for all of them, so not for what is huge and empty.</summary>
    public void Protect(PageRange pages, bool on)
    {
        var words = stackalloc ulong[3] { pages.Start, pages.Bytes, on ? 1u : 0u };
        Check(Do(ProtectThem, words), "UFFDIO_WRITEPROTECT", $"{pages}");
    }

    /// <summary>Puts missing pages there and lets go on who waits for them.</summary>
    /// <param name="to">Of a page.</param>
    /// <param name="bytes">Whole pages.</param>
    /// <param name="error">Why not all: EEXIST: the next one is there. EAGAIN: the memory is about to change, read the events first. ENOENT: no such mapping, or not registered. ESRCH: the process is gone.</param>
    /// <returns>How many bytes were put there.</returns>
    public ulong Copy(ulong to, ReadOnlySpan<byte> bytes, out Errno? error)
    {
        fixed (byte* start = bytes)
        {
            var words = stackalloc ulong[5] { to, (ulong)start, (ulong)bytes.Length, 0, 0 };
            return Do(CopyThem, words) >= 0 ? Done(words[4], out error) : Part(words[4], out error);
        }
    }

    /// <summary>The same with zeros.</summary>
    /// <inheritdoc cref="Copy"/>
    public ulong Zero(PageRange pages, out Errno? error)
    {
        var words = stackalloc ulong[4] { pages.Start, pages.Bytes, 0, 0 };
        return Do(ZeroThem, words) >= 0 ? Done(words[3], out error) : Part(words[3], out error);
    }

    /// <summary>Lets go on who waits for them: it looks again.</summary>
    public void Wake(PageRange pages)
    {
        var words = stackalloc ulong[2] { pages.Start, pages.Bytes };
        _ = Do(WakeThem, words);
    }

    /// <summary>Takes what it tells; false where there is nothing.</summary>
    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FaultEvent? told)
    {
        var message = stackalloc byte[MessageSize];
        var read = LibC.read(Descriptor.Number, message, MessageSize);
        if (read < 0 && Errno.Last != Errno.EAGAIN && Errno.Last != Errno.EINTR) throw new KernelRefusal("read", "of a userfaultfd", Errno.Last);
        told = read == MessageSize ? Parse(message[0], (ulong*)(message + 8)) : null;
        return told is not null;
    }

    public void Dispose() => Descriptor.Dispose();

    private static FaultEvent? Parse(byte kind, ulong* words) => kind switch
    {
        0x12 => new FaultEvent.Fault(words[1] & ~(PageRange.PageSize - 1), (words[0] & 1) != 0),
        0x13 => new FaultEvent.Fork(new UserFaults(new Descriptor((int)words[0]))),
        0x14 => new FaultEvent.Remap(words[0], words[1], words[2]),
        0x15 => new FaultEvent.Remove(new(words[0], words[1])),
        0x16 => new FaultEvent.Unmap(new(words[0], words[1])),
        _ => null,
    };

    private static ulong Done(ulong bytes, out Errno? error)
    {
        error = null;
        return bytes;
    }

    // The kernel writes how far it came, or the error once more; where it could not even begin, nothing.
    private static ulong Part(ulong written, out Errno? error)
    {
        error = Errno.Last;
        return (long)written > 0 ? written : 0;
    }

    private long Do(uint what, ulong* words)
    {
        long result;
        do result = LibC.syscall(Call.Ioctl, Descriptor.Number, (nint)what, (nint)words);
        while (result < 0 && Errno.Last == Errno.EINTR);
        return result;
    }

    private static void Check(long result, string what, string subject) => KernelRefusal.Check(result, $"ioctl {what}", subject);
}
