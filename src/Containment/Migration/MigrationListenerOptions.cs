using System.Net;

namespace Containment.Migration;

/// <summary>How a host receives containers.</summary>
public sealed record MigrationListenerOptions
{
    /// <summary>The address to listen on. Default: all, IPv6 and IPv4.</summary>
    public IPAddress Address { get; init; } = IPAddress.IPv6Any;

    /// <summary>TCP port; 0 lets the kernel choose (see <see cref="MigrationListener.EndPoint"/>). Default 7420.</summary>
    public int Port { get; init => field = value is >= 0 and <= 65535 ? value : throw new InvalidSpecException("Port", value, "0 to 65535"); } = MigrationTarget.DefaultPort;

    /// <summary>A relay to wait at as well, for sources that can't reach this host. Default: none.</summary>
    public MigrationRelayAddress? Relay { get; init; }

    /// <summary>How many moves are received at the same time; more are refused. Default 8.</summary>
    public int MaxConcurrent { get; init => field = value is >= 1 and <= 1024 ? value : throw new InvalidSpecException("MaxConcurrent", value, "1 to 1024"); } = 8;

    /// <summary>How long the files of a move whose link broke are kept, so that another attempt need only send the rest. Default 1 day; zero keeps nothing.</summary>
    public TimeSpan KeepPartial { get; init => field = value >= TimeSpan.Zero ? value : throw new InvalidSpecException("KeepPartial", value, "zero or more"); } = TimeSpan.FromDays(1);

    /// <summary>How many bytes of such files are kept at most, the newest. Default 64 GiB.</summary>
    public long PartialRoom { get; init => field = value >= 0 ? value : throw new InvalidSpecException("PartialRoom", value, "zero or more bytes"); } = 64L << 30;

    /// <summary>How long a peer may be silent, or take to authenticate. Default 30 s. A peer that is busy says so twice a second, so several seconds are enough.</summary>
    public TimeSpan IdleTimeout { get; init => field = value > TimeSpan.Zero ? value : throw new InvalidSpecException("IdleTimeout", value, "more than zero"); } = TimeSpan.FromSeconds(30);
}
