namespace Containment.Networks;

/// <summary>What an ipvlan interface takes part in (Documentation/networking/ipvlan.rst).</summary>
public enum IpvlanMode
{
    /// <summary>Frames: it asks for neighbours and is asked, under its parent's hardware address.</summary>
    L2,

    /// <summary>Packets alone: the parent routes for it; no broadcast, no multicast.</summary>
    L3,

    /// <summary>As <see cref="L3"/>, and packets pass the host's netfilter.</summary>
    L3S,
}
