namespace Containment.Linux.Networks;

/// <summary>Message types (include/uapi/linux/rtnetlink.h).</summary>
internal enum RtMessage : ushort
{
    NewLink = 16, DeleteLink = 17, GetLink = 18,
    NewAddress = 20, DeleteAddress = 21, GetAddress = 22,
    NewRoute = 24, DeleteRoute = 25, GetRoute = 26,
    NewNeighbour = 28, DeleteNeighbour = 29, GetNeighbour = 30,
    NewQueue = 36, DeleteQueue = 37,
    NewFilter = 44,
}
