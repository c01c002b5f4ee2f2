using System.Net;
using System.Text.Json.Nodes;
using Containment.Containers;

namespace Containment.Histories.Cloning;

/// <summary>What a clone is, besides its files: the original with another identity. Pure.</summary>
internal static class CloneDescription
{
    /// <param name="original">What is cloned.</param>
    /// <param name="id">The clone's name, which is its host name too.</param>
    /// <param name="taken">Addresses that are given already; the clone's are added.</param>
    public static ContainerSpec Of(ContainerSpec original, ContainerId id, HashSet<IPAddress> taken) => original with
    {
        Id = id,
        Isolation = original.Isolation with { HostName = null },
        // Without one given, a hardware address follows from the name.
        Networks = [.. original.Networks.Select(network => network.Link is Networks.NetworkLink.Network
            // The network gives it others.
            ? network with { Mac = null, Ports = [], Addresses = [], Gateways = [] }
            : network with { Mac = null, Ports = [], Addresses = [.. network.Addresses.Select(address => Take(NextAddress.After(address, taken), taken))] })],
        RuntimeConfig = original.RuntimeConfig is { } config ? Renamed(config, id) : null,
    };

    /// <exception cref="InvalidSpecException">The caller has changed what must be a clone's own.</exception>
    public static ContainerSpec Checked(ContainerSpec spec, ContainerId id) =>
        spec.Id == id ? spec : throw new InvalidSpecException("clone.describe", spec.Id, $"the name as it was, {id}");

    private static Networks.IPNetworkAddress Take(Networks.IPNetworkAddress address, HashSet<IPAddress> taken)
    {
        taken.Add(address.Address);
        return address;
    }

    private static string Renamed(string config, ContainerId id)
    {
        var document = JsonNode.Parse(config)!.AsObject();
        document["hostname"] = id.Value;
        return document.ToJsonString();
    }
}
