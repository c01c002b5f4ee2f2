using Containment.Resources;

namespace Containment.Daemon.Api;

/// <summary>One sampler for all clients: however many ask, containers are looked at once a second at most.</summary>
internal sealed class LatestUse(ContainerHost host) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly ResourceSnapshot _snapshot = new();
    private readonly Lock _gate = new();
    private ResourceSampler? _sampler;

    public IReadOnlyList<UseView> Read()
    {
        lock (_gate)
        {
            _sampler ??= host.OpenSampler();
            if (host.Options.TimeProvider.GetUtcNow() - _snapshot.At >= Fresh) _sampler.Sample(_snapshot);
            return [.. _snapshot.Samples.ToArray().Select(UseView.Of)];
        }
    }

    public void Dispose() => _sampler?.Dispose();
}
