namespace Containment.Launch;

/// <summary>Where a keeper has its things.</summary>
internal sealed record KeeperFiles
{
    /// <summary>Where it listens: at most 107 bytes (unix(7)). Left over from a dead keeper, it is replaced.</summary>
    public required string SocketPath { get; init; }

    /// <summary>Where it writes how the first process ended.</summary>
    public required string ExitPath { get; init; }

    public required string LogPath { get; init; }

    /// <summary>At this size in bytes the log is renamed to <c>log.1</c> and begun anew.</summary>
    public long LogLimit { get; init; } = 16 << 20;
}
