using System.Globalization;

namespace Containment.Migration;

/// <summary>The host a container is moved to: where its <see cref="MigrationListener"/> listens, and which trusted peer it must be.</summary>
public sealed record MigrationTarget
{
    /// <summary>The port that is taken when none is given.</summary>
    public const int DefaultPort = 7420;

    /// <summary>A target at <paramref name="address"/>.</summary>
    /// <param name="address">A host name or an IP address.</param>
    /// <param name="port">TCP port, 1 to 65535.</param>
    /// <param name="peer">The name it was trusted under (<see cref="HostIdentity.TrustAsync"/>); null takes any trusted peer.</param>
    /// <exception cref="InvalidSpecException">The address is empty or the port is out of range.</exception>
    public MigrationTarget(string address, int port = DefaultPort, string? peer = null)
    {
        Address = string.IsNullOrWhiteSpace(address) ? throw new InvalidSpecException("target.address", address, "a host name or an IP address") : address;
        Port = port is > 0 and <= 65535 ? port : throw new InvalidSpecException("target.port", port, "1 to 65535");
        Peer = peer;
    }

    /// <summary>A host name or an IP address; with a relay, the relay's.</summary>
    public string Address { get; }

    /// <summary>TCP port; with a relay, the relay's.</summary>
    public int Port { get; }

    /// <summary>The name it was trusted under; null takes any trusted peer.</summary>
    public string? Peer { get; }

    /// <summary>A target that waits at a relay.</summary>
    /// <param name="relay">Where the relay is.</param>
    /// <param name="peer">The name the target was trusted under.</param>
    /// <exception cref="InvalidSpecException">There is no name.</exception>
    public MigrationTarget(MigrationRelayAddress relay, string peer)
    {
        ArgumentNullException.ThrowIfNull(relay);
        (Relay, Address, Port) = (relay, relay.Address, relay.Port);
        Peer = string.IsNullOrWhiteSpace(peer) ? throw new InvalidSpecException("target.peer", peer, "the name that the target was trusted under: peer@relay!host[:port]") : peer;
    }

    /// <summary>The relay it waits at; null is that it listens itself.</summary>
    public MigrationRelayAddress? Relay { get; }

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[v6]:port</c>, each with an optional <c>peer@</c> before it; or <c>peer@relay!host[:port]</c> for a peer that waits at a relay.</summary>
    /// <exception cref="InvalidSpecException">It is not of that form.</exception>
    public static MigrationTarget Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('@');
        var peer = at > 0 ? text[..at] : null;
        var rest = text[(at + 1)..];
        if (rest.Contains('!')) return new MigrationTarget(MigrationRelayAddress.Parse(rest), peer ?? throw Wrong(text));
        if (rest.StartsWith('['))
        {
            var close = rest.IndexOf(']');
            if (close < 0) throw Wrong(text);
            return new MigrationTarget(rest[1..close], close + 1 == rest.Length ? DefaultPort : rest[close + 1] == ':' ? Number(rest[(close + 2)..], text) : throw Wrong(text), peer);
        }
        var colon = rest.LastIndexOf(':');
        return colon < 0 || rest.IndexOf(':') != colon ? new MigrationTarget(rest, DefaultPort, peer) : new MigrationTarget(rest[..colon], Number(rest[(colon + 1)..], text), peer);
    }

    /// <inheritdoc/>
    public override string ToString() => Relay is not null ? $"{Peer}@{Relay}" : $"{(Peer is null ? "" : Peer + "@")}{(Address.Contains(':') ? $"[{Address}]" : Address)}:{Port}";

    private static int Number(string port, string text) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(text);

    private static InvalidSpecException Wrong(string text) => new("target", text, "[peer@]host[:port] or peer@relay!host[:port]");
}
