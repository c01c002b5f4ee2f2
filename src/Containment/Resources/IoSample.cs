namespace Containment.Resources;

/// <summary>What a container reads from and writes to disks, all devices together. Null where it is not counted (v1: until a limit of it is set).</summary>
public struct IoSample
{
    /// <summary>Bytes read.</summary>
    public long? ReadBytes { get; internal set; }

    /// <summary>Bytes written.</summary>
    public long? WrittenBytes { get; internal set; }

    /// <summary>Read operations.</summary>
    public long? Reads { get; internal set; }

    /// <summary>Write operations.</summary>
    public long? Writes { get; internal set; }

    /// <summary>Bytes read a second.</summary>
    public double ReadBytesPerSecond { get; internal set; }

    /// <summary>Bytes written a second.</summary>
    public double WrittenBytesPerSecond { get; internal set; }

    /// <summary>Read operations a second.</summary>
    public double ReadsPerSecond { get; internal set; }

    /// <summary>Write operations a second.</summary>
    public double WritesPerSecond { get; internal set; }
}
