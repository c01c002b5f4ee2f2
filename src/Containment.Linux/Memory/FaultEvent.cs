namespace Containment.Linux.Memory;

/// <summary>What a userfaultfd tells (userfaultfd(2)).</summary>
internal abstract record FaultEvent
{
    /// <summary>A thread waits for the page at an address.</summary>
    public sealed record Fault(ulong Address, bool IsWrite) : FaultEvent;

    /// <summary>A process was made, with its parent's memory; what watches that is the reader's.</summary>
    public sealed record Fork(UserFaults Child) : FaultEvent;

    /// <summary>Pages have moved.</summary>
    public sealed record Remap(ulong From, ulong To, ulong Bytes) : FaultEvent;

    /// <summary>Pages were given back; they are zeros when they are next touched, and still registered.</summary>
    public sealed record Remove(PageRange Pages) : FaultEvent;

    /// <summary>There is no mapping any more.</summary>
    public sealed record Unmap(PageRange Pages) : FaultEvent;
}
