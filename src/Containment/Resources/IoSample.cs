using Containment.Resources.Sampling;

namespace Containment.Resources;

/// <summary>What a container reads from and writes to disks, all devices together. Null where it is not counted (v1: until a limit of it is set).</summary>
public struct IoSample
{
    private Known _readBytes, _writtenBytes, _reads, _writes;

    /// <summary>Bytes read.</summary>
    public long? ReadBytes { readonly get => _readBytes.Value; internal set => _readBytes = Known.Of(value); }

    /// <summary>Bytes written.</summary>
    public long? WrittenBytes { readonly get => _writtenBytes.Value; internal set => _writtenBytes = Known.Of(value); }

    /// <summary>Read operations.</summary>
    public long? Reads { readonly get => _reads.Value; internal set => _reads = Known.Of(value); }

    /// <summary>Write operations.</summary>
    public long? Writes { readonly get => _writes.Value; internal set => _writes = Known.Of(value); }

    /// <summary>Bytes read a second.</summary>
    public double ReadBytesPerSecond { get; internal set; }

    /// <summary>Bytes written a second.</summary>
    public double WrittenBytesPerSecond { get; internal set; }

    /// <summary>Read operations a second.</summary>
    public double ReadsPerSecond { get; internal set; }

    /// <summary>Write operations a second.</summary>
    public double WritesPerSecond { get; internal set; }
}
