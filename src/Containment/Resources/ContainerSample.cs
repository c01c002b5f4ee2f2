namespace Containment.Resources;

/// <summary>
/// What a <see cref="ResourceSampler"/> knows of one container. Null stands for what this kernel does not count, or not for this container.
/// Rates are averages since the reading before.
/// </summary>
public struct ContainerSample
{
    internal CpuSample CpuRead;
    internal MemorySample MemoryRead;
    internal IoSample IoRead;
    internal PidsSample PidsRead;
    internal StallSample CpuStall, MemoryStall, IoStall;

    /// <summary>The container.</summary>
    public ContainerId Id { get; internal set; }

    /// <summary>CPU time, read at every sample.</summary>
    public readonly CpuSample Cpu => CpuRead;

    /// <summary>Memory. What is in use is read at every sample in which the container does not stand still, the rest less often.</summary>
    public readonly MemorySample Memory => MemoryRead;

    /// <summary>Reading from and writing to disks, all devices together.</summary>
    public readonly IoSample Io => IoRead;

    /// <summary>Processes and threads.</summary>
    public readonly PidsSample Pids => PidsRead;

    /// <summary>Waiting for a CPU.</summary>
    public readonly StallSample CpuPressure => CpuStall;

    /// <summary>Waiting for memory.</summary>
    public readonly StallSample MemoryPressure => MemoryStall;

    /// <summary>Waiting for disks.</summary>
    public readonly StallSample IoPressure => IoStall;

    // Nothing ran in it: what was read less often than CPU time would go on showing an old rate.
    internal void Rest(bool pressure)
    {
        IoRead.ReadBytesPerSecond = IoRead.WrittenBytesPerSecond = IoRead.ReadsPerSecond = IoRead.WritesPerSecond = 0;
        if (!pressure) return;
        CpuStall.Rest();
        MemoryStall.Rest();
        IoStall.Rest();
    }
}
