namespace Containment.Networks.Filtering;

/// <summary>An interface of a container as the rules see it.</summary>
/// <param name="Link">The host's end.</param>
/// <param name="Network">What is wanted of it.</param>
/// <param name="Mac">The container's hardware address.</param>
/// <param name="BridgeMac">The bridge's.</param>
internal sealed record FilteredLink(string Link, NetworkSpec Network, string Mac, string BridgeMac)
{
    /// <summary>Whether nft is needed for it.</summary>
    public static bool Needs(NetworkSpec network) => network.Ports.Count > 0 || network.Masquerade || network.Firewall is not null;

    /// <summary>Whether nft is used for it: for an isolated one where it is there.</summary>
    public static bool Wants(NetworkSpec network) => Needs(network) || (network.Isolated && network.Addresses.Count > 0 && NftProgram.IsThere);

    /// <summary>Whether there is anything of it on the host's side that doesn't go with the link.</summary>
    public static bool Leaves(NetworkSpec network) => Wants(network) || network.Bandwidth is { Limits: true };
}
