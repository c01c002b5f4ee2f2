namespace Containment.Linux.Networks;

/// <summary>Header flags (include/uapi/linux/netlink.h). Some bits mean different things in requests of different kinds and in answers.</summary>
[Flags]
internal enum NetlinkFlags : ushort
{
    Request = 1, Multi = 2, Ack = 4,
    /// <summary>In a dump's answer: what was listed changed meanwhile.</summary>
    DumpInterrupted = 0x10,
    /// <summary>In a get request: all there are.</summary>
    Dump = 0x300,
    Exclusive = 0x200, Create = 0x400,
    /// <summary>In an acknowledgement: the request is not repeated in it.</summary>
    Capped = 0x100,
    /// <summary>In an acknowledgement: attributes follow.</summary>
    AckAttributes = 0x200,
}
