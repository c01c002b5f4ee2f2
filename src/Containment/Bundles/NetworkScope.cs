using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Containment.Bundles;

/// <summary>Whose network a container is in (network_namespaces(7)). As text: <c>own</c>, <c>host</c>, <c>container:NAME</c>.</summary>
[JsonConverter(typeof(TextJsonConverter<NetworkScope>))]
public abstract record NetworkScope : IParsable<NetworkScope>
{
    private const string Shared = "container:";

    private protected NetworkScope() { }

    /// <summary>One of its own, with a loopback and the interfaces that it is given.</summary>
    public sealed record Own : NetworkScope
    {
        /// <inheritdoc/>
        public override string ToString() => "own";
    }

    /// <summary>The host's: it sees all of the host's interfaces, and its programs listen on the host's addresses.</summary>
    public sealed record Host : NetworkScope
    {
        /// <inheritdoc/>
        public override string ToString() => "host";
    }

    /// <summary>That of another container, which must run when this one starts; its addresses and ports are both's.</summary>
    /// <param name="Id">The other container.</param>
    public sealed record Container(ContainerId Id) : NetworkScope
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Shared}{Id}";
    }

    /// <inheritdoc/>
    public static NetworkScope Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var scope) ? scope : throw new InvalidSpecException("network", s, "own, host or container:NAME");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out NetworkScope result)
    {
        result = s switch
        {
            "own" => new Own(),
            "host" => new Host(),
            _ when s?.StartsWith(Shared, StringComparison.Ordinal) == true && ContainerId.TryParse(s[Shared.Length..], null, out var id) => new Container(id),
            _ => null,
        };
        return result is not null;
    }
}
