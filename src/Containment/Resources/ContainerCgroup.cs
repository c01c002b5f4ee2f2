namespace Containment.Resources;

/// <summary>The cgroups of one container, one in each hierarchy that it needs. Holds no state: everything is read from the kernel.</summary>
internal sealed class ContainerCgroup
{
    /// <summary>Makes the cgroups and sets limits while nothing runs in them. Nothing is left when it fails.</summary>
    public static ContainerCgroup Create(ContainerHost host, ContainerId id, ResourceLimits? limits = null) => throw new NotImplementedException();

    /// <summary>The cgroups of a container that has them already (also by another process).</summary>
    public static ContainerCgroup Open(ContainerHost host, ContainerId id) => throw new NotImplementedException();

    public bool Exists => throw new NotImplementedException();

    /// <summary>Where the launcher puts the first process, exec its others, and CRIU itself.</summary>
    public CgroupPlacement Placement => throw new NotImplementedException();

    /// <summary>Changes limits while the container runs, all or none.</summary>
    public Task<SetResult> ApplyAsync(ResourceLimits limits, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public ResourceLimits ReadLimits() => throw new NotImplementedException();

    public ResourceUsage ReadUsage() => throw new NotImplementedException();

    public Pressure ReadPressure() => throw new NotImplementedException();

    /// <summary>The processes in it and in cgroups below, by the ids of this process's pid namespace.</summary>
    public IReadOnlyList<int> ReadPids() => throw new NotImplementedException();

    /// <summary>Stops every process; returns when all stand still.</summary>
    public Task FreezeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task ThawAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public bool IsFrozen => throw new NotImplementedException();

    /// <summary>Kills every process in it with SIGKILL, also frozen ones, and returns when none is left.</summary>
    public Task KillAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Removes the cgroups with those below; waits while the kernel still holds ended processes. Fine when there are none.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
