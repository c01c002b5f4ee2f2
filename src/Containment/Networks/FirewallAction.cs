namespace Containment.Networks;

/// <summary>What happens to packets.</summary>
public enum FirewallAction
{
    /// <summary>They pass, and with them all that belongs to the same connection.</summary>
    Accept,
    /// <summary>They vanish; whoever sent them waits.</summary>
    Drop,
    /// <summary>They don't pass, and whoever sent them is told: by a reset for TCP, else by ICMP "administratively prohibited".</summary>
    Reject,
}
