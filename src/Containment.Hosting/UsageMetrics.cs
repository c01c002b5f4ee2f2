using System.Diagnostics.Metrics;
using Containment.Resources;

namespace Containment.Hosting;

/// <summary>What each container uses and waits for, as instruments that are read when somebody collects; all of one collection come from one sample.</summary>
internal sealed class UsageMetrics : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);
    private readonly ContainerHost _host;
    private readonly ResourceSnapshot _snapshot = new();
    private readonly Lock _gate = new();
    private ResourceSampler? _sampler;
    private bool _disposed;

    public UsageMetrics(ContainerHost host, Meter meter)
    {
        _host = host;
        meter.CreateObservableCounter("containment.cpu.time", () => Each(sample => (double?)sample.Cpu.Time.TotalSeconds), "s", "CPU time, all CPUs together.");
        meter.CreateObservableCounter("containment.cpu.throttled", () => Each(sample => sample.Cpu.Throttled?.TotalSeconds), "s", "Time held back by the CPU limit.");
        meter.CreateObservableUpDownCounter("containment.memory.usage", () => Each(sample => (long?)sample.Memory.Current), "By", "Memory in use, page cache included.");
        meter.CreateObservableUpDownCounter("containment.memory.working_set", () => Each(sample => (long?)sample.Memory.WorkingSet), "By", "Memory that can't be taken without harm.");
        meter.CreateObservableUpDownCounter("containment.memory.swap", () => Each(sample => sample.Memory.Swap), "By", "Swap in use.");
        meter.CreateObservableCounter("containment.memory.kills", () => Each(sample => sample.Memory.OutOfMemoryKills), "{kill}", "Kills for want of memory.");
        meter.CreateObservableUpDownCounter("containment.pids", () => Each(sample => (long?)sample.Pids.Current), "{process}", "Processes and threads.");
        meter.CreateObservableCounter("containment.io.read", () => Each(sample => sample.Io.ReadBytes), "By", "Bytes read from disks.");
        meter.CreateObservableCounter("containment.io.written", () => Each(sample => sample.Io.WrittenBytes), "By", "Bytes written to disks.");
        meter.CreateObservableCounter("containment.pressure", Pressure, "s", "Time spent waiting, by resource; \"some\": at least one task, \"full\": all of them.");
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _sampler?.Dispose();
        }
    }

    private static KeyValuePair<string, object?>[] Tags(ContainerId id) => [new("container", id.Value)];

    private ContainerSample[] Samples()
    {
        lock (_gate)
        {
            if (_disposed) return [];
            _sampler ??= _host.OpenSampler();
            if (_host.Options.TimeProvider.GetUtcNow() - _snapshot.At > Fresh) _sampler.Sample(_snapshot);
            return _snapshot.Samples.ToArray();
        }
    }

    private IEnumerable<Measurement<T>> Each<T>(Func<ContainerSample, T?> value) where T : struct
    {
        foreach (var sample in Samples())
            if (value(sample) is { } known) yield return new(known, Tags(sample.Id));
    }

    private IEnumerable<Measurement<double>> Pressure()
    {
        foreach (var sample in Samples())
            foreach (var (resource, stall) in ((string, StallSample)[])[("cpu", sample.CpuPressure), ("memory", sample.MemoryPressure), ("io", sample.IoPressure)])
            {
                if (!stall.Measured) continue;
                foreach (var (share, reading) in ((string, StallReading)[])[("some", stall.Some), ("full", stall.Full)])
                    yield return new(reading.Total.TotalSeconds, [.. Tags(sample.Id), new("resource", resource), new("share", share)]);
            }
    }
}
