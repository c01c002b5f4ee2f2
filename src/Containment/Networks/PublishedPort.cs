using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization;

namespace Containment.Networks;

/// <summary>A port of the host by which a port of the container is reached. Written <c>[ADDRESS:]HOST:CONTAINER[/udp]</c>, an IPv6 address in brackets.</summary>
/// <param name="HostPort">The host's, 1 to 65535.</param>
/// <param name="ContainerPort">The container's, 1 to 65535.</param>
[JsonConverter(typeof(TextJsonConverter<PublishedPort>))]
public sealed record PublishedPort(int HostPort, int ContainerPort) : IParsable<PublishedPort>
{
    private const string Form = "[ADDRESS:]HOST:CONTAINER[/udp], as in 8080:80";

    /// <summary>The host's, 1 to 65535.</summary>
    public int HostPort { get; init => field = Checked(value, nameof(HostPort)); } = Checked(HostPort, nameof(HostPort));

    /// <summary>The container's, 1 to 65535.</summary>
    public int ContainerPort { get; init => field = Checked(value, nameof(ContainerPort)); } = Checked(ContainerPort, nameof(ContainerPort));

    /// <summary>Which of the two kinds of ports it is. Default TCP.</summary>
    public TransportProtocol Protocol { get; init => field = Enum.IsDefined(value) ? value : throw new InvalidSpecException(nameof(Protocol), value, "Tcp or Udp"); }

    /// <summary>The only address of the host by which it is reached; null (the default): all of them, 127.0.0.1 too, but not ::1.</summary>
    public IPAddress? Address { get; init => field = NetworkRules.HostAddress(value, nameof(Address)) is { AddressFamily: AddressFamily.InterNetworkV6 } six && IPAddress.IsLoopback(six) ? throw new InvalidSpecException(nameof(Address), value, "another address than ::1, from which IPv6 has no way back; 127.0.0.1 has one") : value; }

    /// <summary>Reads the form above.</summary>
    /// <exception cref="InvalidSpecException">It is of another form, or a number is no port.</exception>
    public static PublishedPort Parse(string s, IFormatProvider? provider = null)
    {
        var (rest, protocol) = s?.Split('/', 2) switch
        {
            [var all] => (all, TransportProtocol.Tcp),
            [var all, "tcp"] => (all, TransportProtocol.Tcp),
            [var all, "udp"] => (all, TransportProtocol.Udp),
            _ => throw new InvalidSpecException("port", s, Form),
        };
        var inner = rest.LastIndexOf(':');
        var outer = inner > 0 ? rest.LastIndexOf(':', inner - 1) : -1;
        if (inner <= 0 || !Number(rest[(inner + 1)..], out var container) || !Number(rest[(outer + 1)..inner], out var host)) throw new InvalidSpecException("port", s, Form);
        return new(host, container) { Protocol = protocol, Address = outer < 0 ? null : ReadAddress(rest[..outer]) ?? throw new InvalidSpecException("port", s, Form) };
    }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [NotNullWhen(true)] out PublishedPort? result)
    {
        try
        {
            result = s is null ? null : Parse(s, provider);
        }
        catch (InvalidSpecException)
        {
            result = null;
        }
        return result is not null;
    }

    /// <summary>The form above.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Address switch { null => "", { AddressFamily: AddressFamily.InterNetworkV6 } six => $"[{six}]:", var four => $"{four}:" }}{HostPort}:{ContainerPort}{(Protocol == TransportProtocol.Udp ? "/udp" : "")}");

    private static IPAddress? ReadAddress(string text)
    {
        var six = text is ['[', .., ']'];
        if (!IPAddress.TryParse(six ? text[1..^1] : text, out var address)) return null;
        return address.AddressFamily == (six ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork) && (six || text.Count(c => c == '.') == 3) ? address : null;
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static int Checked(int port, string field) => port is > 0 and <= 65535 ? port : throw new InvalidSpecException(field, port, "1 to 65535");
}
