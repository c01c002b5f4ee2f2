using Containment.Linux.Descriptors;

namespace Containment.Containers.Guests;

/// <summary>What the kernel says of the machine. The text about processors is long, is slow to make, and hardly changes: it is kept for a while.</summary>
internal sealed class MachineText
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);
    private volatile Tuple<string, long>? _processors;

    public string Read(string path)
    {
        if (path != "/proc/cpuinfo") return KernelText.Read(path);
        if (_processors is { } known && TimeSpan.FromMilliseconds(Environment.TickCount64 - known.Item2) < Kept) return known.Item1;
        var text = KernelText.Read(path);
        _processors = new(text, Environment.TickCount64);
        return text;
    }
}
