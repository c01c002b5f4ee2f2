using System.Globalization;

namespace Containment.Migration;

/// <summary>Where a relay is (<see cref="MigrationRelay"/>), and which trusted relay it must be.</summary>
public sealed record MigrationRelayAddress
{
    /// <summary>A relay at <paramref name="address"/>.</summary>
    /// <param name="name">The name it was trusted under (<see cref="HostIdentity.TrustRelayAsync"/>).</param>
    /// <param name="address">A host name or an IP address.</param>
    /// <param name="port">TCP port, 1 to 65535.</param>
    /// <exception cref="InvalidSpecException">A part is not of its form.</exception>
    public MigrationRelayAddress(string name, string address, int port = MigrationTarget.DefaultPort)
    {
        Name = ContainerId.TryParse(name, null, out _) ? name : throw new InvalidSpecException("relay.name", name, "the name that the relay was trusted under");
        Address = string.IsNullOrWhiteSpace(address) ? throw new InvalidSpecException("relay.address", address, "a host name or an IP address") : address;
        Port = port is > 0 and <= 65535 ? port : throw new InvalidSpecException("relay.port", port, "1 to 65535");
    }

    /// <summary>The name it was trusted under.</summary>
    public string Name { get; }

    /// <summary>A host name or an IP address.</summary>
    public string Address { get; }

    /// <summary>TCP port.</summary>
    public int Port { get; }

    /// <summary>Reads <c>relay!host</c>, <c>relay!host:port</c>, <c>relay![v6]:port</c>.</summary>
    /// <exception cref="InvalidSpecException">It is not of that form.</exception>
    public static MigrationRelayAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var mark = text.IndexOf('!');
        if (mark <= 0 || text.Contains('@')) throw new InvalidSpecException("relay", text, "relay!host[:port]");
        var place = MigrationTarget.Parse(text[(mark + 1)..]);
        return new MigrationRelayAddress(text[..mark], place.Address, place.Port);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}!{(Address.Contains(':') ? $"[{Address}]" : Address)}:{Port}");
}
