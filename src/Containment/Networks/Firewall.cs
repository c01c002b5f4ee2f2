using Containment.Networks.Filtering;

namespace Containment.Networks;

/// <summary>
/// What may pass an interface of a container. The first rule that fits decides; connections are followed, so that answers pass
/// whatever the other direction says. ARP, the discovery of IPv6 neighbours and ICMP errors always pass.
/// </summary>
public sealed record Firewall
{
    /// <summary>What happens to what no rule is about and comes in; published ports pass before this. Default accept.</summary>
    public FirewallAction Inbound { get; init => field = FilterRules.Known(value, nameof(Inbound)); }

    /// <summary>What happens to what no rule is about and goes out. Default accept.</summary>
    public FirewallAction Outbound { get; init => field = FilterRules.Known(value, nameof(Outbound)); }

    /// <summary>In the order in which they are tried; at most 256.</summary>
    public IReadOnlyList<FirewallRule> Rules { get; init => field = FilterRules.Rules(value, nameof(Rules)); } = [];
}
