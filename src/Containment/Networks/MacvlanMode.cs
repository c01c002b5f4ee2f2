namespace Containment.Networks;

/// <summary>How macvlan interfaces of one parent see each other (ip-link(8), "MACVLAN and MACVTAP").</summary>
public enum MacvlanMode
{
    /// <summary>They reach each other directly. The host itself is reached by none of them.</summary>
    Bridge,

    /// <summary>They don't reach each other, not even by way of a switch that sends back.</summary>
    Private,

    /// <summary>They reach each other by way of a switch that sends back (802.1Qbg).</summary>
    Vepa,
}
