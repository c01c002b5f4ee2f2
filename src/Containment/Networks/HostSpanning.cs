using Containment.Linux.Descriptors;
using Containment.Networks.Spanning;

namespace Containment.Networks;

/// <summary>The bridges of a host that are one network with others'. Take it by <c>host.Part(h => new HostSpanning())</c>.</summary>
/// <param name="hostNamespace">The network namespace that the bridges are in; null is the process's.</param>
internal sealed class HostSpanning(Descriptor? hostNamespace = null) : IDisposable
{
    private readonly LinkQueue _queue = new(hostNamespace);

    public Task EnsureAsync(string bridge, VxlanSpec spec, CancellationToken ct) => _queue.RunAsync(socket => VxlanPort.Ensure(socket, bridge, spec), ct);

    public Task<bool> DeleteAsync(string bridge, CancellationToken ct) => _queue.RunAsync(socket => VxlanPort.Delete(socket, bridge), ct);

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();
}
