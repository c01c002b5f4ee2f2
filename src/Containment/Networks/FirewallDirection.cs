namespace Containment.Networks;

/// <summary>Which way packets go, as the container sees it.</summary>
public enum FirewallDirection
{
    /// <summary>To the container.</summary>
    In,
    /// <summary>From the container.</summary>
    Out,
}
