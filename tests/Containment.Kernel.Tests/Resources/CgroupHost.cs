using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

/// <summary>A host with one container's cgroups. Disposing kills and removes what is in them.</summary>
internal sealed class CgroupHost : IAsyncDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("ct").FullName;

    public CgroupHost(ResourceLimits? limits = null, bool create = true)
    {
        Host = ContainerHost.Open(Options);
        Id = $"ct{Guid.NewGuid().ToString("n")[..10]}";
        if (create) Cgroup = ContainerCgroup.Create(Host, Id, limits);
    }

    public ContainerHostOptions Options => new() { StateDirectory = Path.Combine(_top, "state"), RuntimeDirectory = Path.Combine(_top, "run") };

    public ContainerHost Host { get; }

    public ContainerId Id { get; }

    public ContainerCgroup Cgroup { get => field ?? throw new InvalidOperationException("none was made"); }

    /// <summary>Every directory below the cgroup mounts that has this container's name.</summary>
    public IReadOnlyList<string> Left => [.. Directory.EnumerateDirectories("/sys/fs/cgroup", $"*{Id}*", SearchOption.AllDirectories)];

    public async ValueTask DisposeAsync()
    {
        var cgroup = ContainerCgroup.Open(Host, Id);
        await cgroup.KillAsync(TimeSpan.FromSeconds(10));
        await cgroup.DeleteAsync();
        await Host.DisposeAsync();
        Directory.Delete(_top, recursive: true);
    }
}
