using System.Net;

namespace Containment.Migration;

/// <summary>How a relay joins hosts that can't reach each other.</summary>
public sealed record MigrationRelayOptions
{
    /// <summary>The address to listen on. Default: all, IPv6 and IPv4.</summary>
    public IPAddress Address { get; init; } = IPAddress.IPv6Any;

    /// <summary>TCP port; 0 lets the kernel choose (see <see cref="MigrationRelay.EndPoint"/>). Default 7420.</summary>
    public int Port { get; init => field = value is >= 0 and <= 65535 ? value : throw new InvalidSpecException("Port", value, "0 to 65535"); } = MigrationTarget.DefaultPort;

    /// <summary>How many connections may wait for a visitor at the same time, of all hosts. Default 256.</summary>
    public int MaxWaiting { get; init => field = Count(value, nameof(MaxWaiting)); } = 256;

    /// <summary>How many of them of one host. Default 16.</summary>
    public int MaxWaitingOfOne { get; init => field = Count(value, nameof(MaxWaitingOfOne)); } = 16;

    /// <summary>How many pairs of connections are carried at the same time; each holds at most two buffers of 64 KiB. Default 64.</summary>
    public int MaxPairs { get; init => field = Count(value, nameof(MaxPairs)); } = 64;

    /// <summary>How long a host may take to authenticate and say what it wants, or to answer a visitor. Default 5 s.</summary>
    public TimeSpan GreetTimeout { get; init => field = Positive(value, nameof(GreetTimeout)); } = TimeSpan.FromSeconds(5);

    /// <summary>How long a visitor waits for a host that does not wait here at the moment. Default 2 s.</summary>
    public TimeSpan VisitTimeout { get; init => field = Positive(value, nameof(VisitTimeout)); } = TimeSpan.FromSeconds(2);

    /// <summary>How long a connection may be silent. Default 30 s. Hosts say several times in that time that they are there.</summary>
    public TimeSpan IdleTimeout { get; init => field = Positive(value, nameof(IdleTimeout)); } = TimeSpan.FromSeconds(30);

    private static int Count(int value, string field) => value is >= 1 and <= 65536 ? value : throw new InvalidSpecException(field, value, "1 to 65536");

    private static TimeSpan Positive(TimeSpan value, string field) => value > TimeSpan.Zero ? value : throw new InvalidSpecException(field, value, "more than zero");
}
