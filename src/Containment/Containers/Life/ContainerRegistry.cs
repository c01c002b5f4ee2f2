using Containment.Containers.Events;
using Containment.Containers.Guests;
using Containment.Containers.Storing;
using Containment.Devices.Lending;
using Containment.Images;
using Containment.Networks;
using Containment.Snapshots;
using Containment.Snapshots.Quotas;
using Containment.Volumes;
using Containment.Volumes.Storing;

namespace Containment.Containers.Life;

/// <summary>The containers of one host as this process works on them. Later stages find here what they need of this one.</summary>
internal sealed class ContainerRegistry : IAsyncDisposable
{
    private readonly Lazy<Task> _ready;

    public ContainerRegistry(ContainerHost host)
    {
        Host = host;
        Store = new FileStateStore(host.Options, IdClaims.OfMachine);
        Directory.CreateDirectory(ContainerPaths.Exits(host.Options));
        Sessions = new(host, id => new DeviceReturning(this).AfterEndAsync(id));
        Journal = new(host.Options);
        Feed = new(host.Options, Journal);
        _ready = new(() => new Recovery(this).RunAsync());
    }

    public ContainerHost Host { get; }
    public IStateStore Store { get; }
    public KeeperSessions Sessions { get; }
    public EventJournal Journal { get; }
    public EventFeed Feed { get; }
    public ImageStore Images => Host.Images();
    public SnapshotStore Snapshots => Host.Part(host => new SnapshotStore(host));
    public VolumeStore Volumes => Host.Volumes();
    public LayerQuotas Quotas => Host.Part(host => new LayerQuotas(host));
    public GuestViews Guests => Host.Part(host => new GuestViews(host));
    public HostNetworks Networks => Host.Part(host => new HostNetworks(host));
    public DeviceLending Devices => Host.Part(host => new DeviceLending(host));
    public HostLinks Links => Host.Part(host => new HostLinks(host));
    public HostRules Rules => Host.Part(host => new HostRules(host));
    public DateTimeOffset Now => Host.Options.TimeProvider.GetUtcNow();

    public ContainerPaths Paths(ContainerId id) => new(Host.Options, id);

    /// <summary>A container's volumes, ready to be mounted until the result is disposed.</summary>
    public Task<OpenVolumes> OpenVolumesAsync(ContainerState state, CancellationToken cancellationToken) => OpenVolumes.OfAsync(Volumes, state.Volumes, cancellationToken);

    /// <summary>What a container's root is made of now.</summary>
    public RootLayers Layers(ContainerId id, ContainerState state)
    {
        Quotas.Ready(id);
        return Snapshots.Layers(id, state.Own, state.Layers);
    }

    /// <summary>The directories of a container's own layers, that which it writes to first.</summary>
    public IReadOnlyList<string> OwnLayers(ContainerId id, ContainerState state)
    {
        Quotas.Ready(id);
        return [.. ((IReadOnlyList<int>)[state.Own.Upper, .. state.Own.Below]).Select(number => Snapshots.UpperOf(id, number))];
    }

    /// <summary>Waits until what others left half done is cleaned up, once for each opening of the host.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken) => _ready.Value.WaitAsync(cancellationToken);

    /// <summary>The right to change a container, alone among all processes. Every change is made under it.</summary>
    public Task<IContainerLock> LockAsync(ContainerId id, CancellationToken cancellationToken) => Store.LockAsync(id, cancellationToken);

    /// <summary>Tells everybody who watches this host, in this process or another.</summary>
    public async Task EmitAsync(ContainerId id, ContainerEventKind kind, string? detail = null)
    {
        try
        {
            await Journal.AppendAsync(new(Now, id, kind) { Detail = detail }).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ContainmentException or IOException or UnauthorizedAccessException)
        {
            // What it tells of is done: a verb that threw now would say that it was not.
            RecoveryLog.Untold(Host.Logger<ContainerRegistry>(), id, kind, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Feed.DisposeAsync().ConfigureAwait(false);
        await Sessions.DisposeAsync().ConfigureAwait(false);
    }
}
