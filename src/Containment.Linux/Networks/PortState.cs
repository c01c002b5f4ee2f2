namespace Containment.Linux.Networks;

/// <summary>States of a bridge's port (include/uapi/linux/if_bridge.h).</summary>
internal enum PortState : byte
{
    Disabled = 0, Listening = 1, Learning = 2, Forwarding = 3, Blocking = 4,
}
