namespace Containment.Hosting;

/// <summary>How a host receives containers from others (section <c>Containment:Migration</c>).</summary>
public sealed class MigrationOptions
{
    /// <summary>Whether it listens at all. Default false: nothing is opened that was not asked for.</summary>
    public bool Listen { get; set; }

    /// <summary>The address to listen on. Default: all.</summary>
    public string Address { get; set; } = "::";

    /// <summary>The TCP port. Default 7420; 0 lets the kernel choose.</summary>
    public int Port { get; set; } = Containment.Migration.MigrationTarget.DefaultPort;

    /// <summary>A relay to wait at as well, as <c>relay!address[:port]</c>. Default: none.</summary>
    public string? Relay { get; set; }
}
