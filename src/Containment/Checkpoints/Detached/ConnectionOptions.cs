namespace Containment.Checkpoints.Detached;

/// <summary>What of a container's ties to the outside is saved and brought back; each is refused by CRIU where it is not asked for.</summary>
internal sealed record ConnectionOptions
{
    /// <summary>TCP connections that are open.</summary>
    public bool TcpEstablished { get; init; }

    /// <summary>TCP connections that are not open yet are left out.</summary>
    public bool TcpSkipInFlight { get; init; }

    /// <summary>Unix sockets whose other end is outside.</summary>
    public bool ExternalUnixSockets { get; init; }

    /// <summary>A session or a terminal that began outside.</summary>
    public bool ShellJob { get; init; }

    public bool FileLocks { get; init; }

    /// <summary>Files that have no name any more.</summary>
    public bool LinkRemap { get; init; }
}
