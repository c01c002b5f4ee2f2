namespace Containment.Containers;

/// <summary>Where in its life a container is.</summary>
public enum ContainerPhase
{
    /// <summary>Described and prepared; never started, or not since the machine was.</summary>
    Created,
    /// <summary>Its processes run.</summary>
    Running,
    /// <summary>Its processes are frozen.</summary>
    Paused,
    /// <summary>Its first process has ended, and all others with it.</summary>
    Exited,
    /// <summary>The process that kept it has died; all its processes were killed, and how they ended is not known.</summary>
    KeeperLost,
}
