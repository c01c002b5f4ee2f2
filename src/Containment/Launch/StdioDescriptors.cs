using Containment.Linux.Descriptors;

namespace Containment.Launch;

/// <summary>A keeper's ends of a process's streams: three pipes (output and error may be absent once closed), or one terminal as <see cref="Input"/>.</summary>
internal sealed record StdioDescriptors(Descriptor? Input, Descriptor? Output, Descriptor? Error) : IDisposable
{
    public void Dispose()
    {
        Input?.Dispose();
        Output?.Dispose();
        Error?.Dispose();
    }
}
