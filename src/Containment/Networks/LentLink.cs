namespace Containment.Networks;

/// <summary>A link of the host that a container has, and what it was before, so that it can be given back.</summary>
/// <param name="Name">What it is called on the host.</param>
/// <param name="Inside">What it is called inside.</param>
/// <param name="Mark">Its alias meanwhile. It stays with the link wherever that goes, until somebody inside changes it.</param>
internal sealed record LentLink(string Name, string Inside, string Mark)
{
    public required string HardwareAddress { get; init; }
    public required int Mtu { get; init; }
    public string Alias { get; init; } = "";

    /// <summary>What nobody inside can change: the device that it is of, and its own hardware address.</summary>
    public string Parent { get; init; } = "";

    public string PermanentAddress { get; init; } = "";
}
