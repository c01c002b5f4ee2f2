using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Containment.Networks;

/// <summary>What an interface of a container is connected to. As text: <c>bridge:br0</c>, <c>routed</c>, <c>macvlan:eth0:private</c>, <c>network:lan</c> ….</summary>
[JsonConverter(typeof(TextJsonConverter<NetworkLink>))]
public abstract record NetworkLink : IParsable<NetworkLink>
{
    private protected NetworkLink() { }

    /// <summary>A veth pair (veth(4)) whose other end is a port of a bridge of the host.</summary>
    /// <param name="Name">The bridge, which must exist.</param>
    public sealed record Bridge(string Name) : NetworkLink
    {
        /// <inheritdoc cref="Bridge(string)"/>
        public string Name { get; init => field = LinkName.Checked(value, "link.bridge"); } = LinkName.Checked(Name, "link.bridge");

        /// <inheritdoc/>
        public override string ToString() => $"bridge:{Name}";
    }

    /// <summary>A veth pair without a bridge: the host is the router, and has a route to each of the addresses.</summary>
    /// <param name="Uplink">An interface of the host on which it answers for the addresses (proxy ARP, proxy NDP), so that they are reached by others on that network; null: on none.</param>
    public sealed record Routed(string? Uplink = null) : NetworkLink
    {
        /// <inheritdoc cref="Routed(string)"/>
        public string? Uplink { get; init => field = Checked(value); } = Checked(Uplink);

        private static string? Checked(string? uplink) => uplink is null ? null : LinkName.Checked(uplink, "link.uplink");

        /// <inheritdoc/>
        public override string ToString() => Uplink is null ? "routed" : $"routed:{Uplink}";
    }

    /// <summary>An interface with a hardware address of its own on an interface of the host.</summary>
    /// <param name="Parent">The host's interface.</param>
    /// <param name="Mode">How it sees others on it.</param>
    public sealed record Macvlan(string Parent, MacvlanMode Mode = MacvlanMode.Bridge) : NetworkLink
    {
        /// <inheritdoc cref="Macvlan(string, MacvlanMode)"/>
        public string Parent { get; init => field = LinkName.Checked(value, "link.parent"); } = LinkName.Checked(Parent, "link.parent");

        /// <inheritdoc/>
        public override string ToString() => Mode == MacvlanMode.Bridge ? $"macvlan:{Parent}" : $"macvlan:{Parent}:{Mode.ToString().ToLowerInvariant()}";
    }

    /// <summary>An interface with addresses of its own under the hardware address of an interface of the host. Not every kernel has it.</summary>
    /// <param name="Parent">The host's interface.</param>
    /// <param name="Mode">What it takes part in.</param>
    public sealed record Ipvlan(string Parent, IpvlanMode Mode = IpvlanMode.L2) : NetworkLink
    {
        /// <inheritdoc cref="Ipvlan(string, IpvlanMode)"/>
        public string Parent { get; init => field = LinkName.Checked(value, "link.parent"); } = LinkName.Checked(Parent, "link.parent");

        /// <inheritdoc/>
        public override string ToString() => Mode == IpvlanMode.L2 ? $"ipvlan:{Parent}" : $"ipvlan:{Parent}:{Mode.ToString().ToLowerInvariant()}";
    }

    /// <summary>
    /// An interface of the host itself (a card): it is moved in, and given back with its name, address and MTU when the container ends or it is taken.
    /// Virtual interfaces are refused: the kernel deletes them with a network namespace.
    /// </summary>
    /// <param name="Name">The host's interface.</param>
    public sealed record Physical(string Name) : NetworkLink
    {
        /// <inheritdoc cref="Physical(string)"/>
        public string Name { get; init => field = LinkName.Checked(value, "link.physical"); } = LinkName.Checked(Name, "link.physical");

        /// <inheritdoc/>
        public override string ToString() => $"physical:{Name}";
    }

    /// <summary>A network of the host, made by <c>host.CreateNetworkAsync</c>: it says how to connect, and gives addresses where none are named.</summary>
    /// <param name="Name">Its name.</param>
    public sealed record Network(string Name) : NetworkLink
    {
        /// <inheritdoc cref="Network(string)"/>
        public string Name { get; init => field = NetworkName.Checked(value, "link.network"); } = NetworkName.Checked(Name, "link.network");

        /// <inheritdoc/>
        public override string ToString() => $"network:{Name}";
    }

    /// <summary>
    /// What plugins of the Container Network Interface make of it (CNI specification), for hosts that have networks of their own. Its addresses are asked for
    /// where they are named; those that it gets at its first start become its own.
    /// </summary>
    /// <param name="Name">The network's name in its configuration.</param>
    public sealed record Cni(string Name) : NetworkLink
    {
        /// <inheritdoc cref="Cni(string)"/>
        public string Name { get; init => field = Checked(value); } = Checked(Name);

        /// <inheritdoc/>
        public override string ToString() => $"cni:{Name}";

        private static string Checked(string? name) => name is { Length: >= 1 and <= 128 } && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')
            ? name : throw new InvalidSpecException("link.cni", name, "a CNI network's name: letters, digits, _, . and -");
    }

    /// <summary>Whether a veth pair connects it, one end of which stays on the host.</summary>
    internal bool HasHostEnd => this is Bridge or Routed;

    /// <inheritdoc/>
    public static NetworkLink Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var link) ? link : throw new InvalidSpecException("link", s, "bridge:NAME, routed[:UPLINK], macvlan:PARENT[:private|vepa], ipvlan:PARENT[:l3|l3s] physical:NAME, network:NAME or cni:NAME");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out NetworkLink result)
    {
        result = s?.Split(':') switch
        {
            ["bridge", var name] => new Bridge(name),
            ["routed"] => new Routed(),
            ["routed", var uplink] => new Routed(uplink),
            ["macvlan", var parent] => new Macvlan(parent),
            ["macvlan", var parent, var mode] when Mode<MacvlanMode>(mode) is { } known => new Macvlan(parent, known),
            ["ipvlan", var parent] => new Ipvlan(parent),
            ["ipvlan", var parent, var mode] when Mode<IpvlanMode>(mode) is { } known => new Ipvlan(parent, known),
            ["physical", var name] => new Physical(name),
            ["network", var name] => new Network(name),
            ["cni", var name] => new Cni(name),
            _ => null,
        };
        return result is not null;
    }

    private static T? Mode<T>(string text) where T : struct, Enum =>
        text.All(char.IsLetterOrDigit) && !char.IsDigit(text.FirstOrDefault('0')) && Enum.TryParse<T>(text, ignoreCase: true, out var mode) ? mode : null;
}
