using System.Net;

namespace Containment.Migration;

/// <summary>How a host receives containers.</summary>
public sealed record MigrationListenerOptions
{
    /// <summary>The address to listen on. Default: all, IPv6 and IPv4.</summary>
    public IPAddress Address { get; init; } = IPAddress.IPv6Any;

    /// <summary>TCP port; 0 lets the kernel choose (see <see cref="MigrationListener.EndPoint"/>). Default 7420.</summary>
    public int Port { get; init => field = value is >= 0 and <= 65535 ? value : throw new InvalidSpecException("Port", value, "0 to 65535"); } = MigrationTarget.DefaultPort;

    /// <summary>How many moves are received at the same time; more are refused. Default 8.</summary>
    public int MaxConcurrent { get; init => field = value is >= 1 and <= 1024 ? value : throw new InvalidSpecException("MaxConcurrent", value, "1 to 1024"); } = 8;

    /// <summary>How long a peer may be silent, or take to authenticate. Default 30 s. A peer that is busy says so twice a second, so several seconds are enough.</summary>
    public TimeSpan IdleTimeout { get; init => field = value > TimeSpan.Zero ? value : throw new InvalidSpecException("IdleTimeout", value, "more than zero"); } = TimeSpan.FromSeconds(30);
}
