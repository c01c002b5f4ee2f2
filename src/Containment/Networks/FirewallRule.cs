using Containment.Networks.Filtering;

namespace Containment.Networks;

/// <summary>One rule of a <see cref="Firewall"/>.</summary>
public sealed record FirewallRule
{
    /// <summary>Which way the first packet of a connection goes. Default in.</summary>
    public FirewallDirection Direction { get; init => field = FilterRules.Known(value, nameof(Direction)); }

    /// <summary>What happens to it. Default accept.</summary>
    public FirewallAction Action { get; init => field = FilterRules.Known(value, nameof(Action)); }

    /// <summary>Of which protocol it is. Default any.</summary>
    public FirewallProtocol Protocol { get; init => field = FilterRules.Known(value, nameof(Protocol)); }

    /// <summary>To which ports it goes; only with TCP or UDP. Default: all.</summary>
    public IReadOnlyList<PortRange> Ports { get; init => field = FilterRules.Ports(value, nameof(Ports)); } = [];

    /// <summary>Who is at the other end: addresses or networks, such as <c>10.0.0.0/8</c> and <c>fd00::2/128</c>. Default: anyone.</summary>
    public IReadOnlyList<IPNetworkAddress> Peers { get; init => field = FilterRules.Peers(value, nameof(Peers)); } = [];
}
