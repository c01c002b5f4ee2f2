using Containment.Kernel.Tests.Needs;
using Containment.Linux.Cgroups;
using Containment.Resources;
using Containment.Resources.Hierarchy;

namespace Containment.Kernel.Tests.Resources;

/// <summary>Which hierarchies a test uses: those of the machine, or, on a hybrid one, only those of v1.</summary>
public enum Tree
{
    Machine,
    LegacyOnly,
}

/// <summary>A host with one container's cgroups. Disposing kills and removes what is in them.</summary>
internal sealed class CgroupHost : IAsyncDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("ct").FullName;

    public CgroupHost(Tree tree, ResourceLimits? limits = null, bool create = true, string? parent = null)
    {
        if (tree == Tree.LegacyOnly) Machine.Require(Need.CgroupV1);
        Host = ContainerHost.Open(Options with { CgroupParent = parent });
        if (tree == Tree.LegacyOnly) Host.Part(host => new HostCgroups(host, CgroupLayout.Detect() with { Unified = null }));
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
