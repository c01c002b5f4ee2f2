using Containment.Linux.Descriptors;
using Containment.Oci.States;

namespace Containment.Oci.Life;

/// <summary>A container that was just made: still held, with its process, and its terminal where that was asked for.</summary>
internal sealed record Created(HeldContainer Held, int Pid, Descriptor? Terminal) : IDisposable
{
    public void Dispose()
    {
        Held.Dispose();
        Terminal?.Dispose();
    }
}
