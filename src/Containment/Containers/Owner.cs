namespace Containment.Containers;

/// <summary>Who has a container.</summary>
public enum Owner
{
    /// <summary>This host.</summary>
    Here,
    /// <summary>This host, until the other side has it running.</summary>
    Outgoing,
    /// <summary>Another host; it is on its way here.</summary>
    Incoming,
    /// <summary>Another host; it has left.</summary>
    Gone,
}
