namespace Containment.Launch;

/// <summary>Where a launch stands still until whoever launches has done his part. The numbers are those of the plan.</summary>
internal enum LaunchPause
{
    /// <summary>The process is there and its user namespace has no ids yet.</summary>
    MapIds = 1,

    /// <summary>Its namespaces are there; the host's tree is still its root.</summary>
    CreateRuntime,

    /// <summary>Its root is attached with all that is mounted in it, and not entered yet.</summary>
    CreateContainer,

    /// <summary>It is about to execute its program.</summary>
    StartContainer,

    /// <summary>CRIU waits for what it is to restore.</summary>
    Restore,
}

/// <summary>What is done at a pause; throwing makes the launch fail, and undoes it.</summary>
/// <param name="pause">Where it stands.</param>
/// <param name="pid">The container's first process, as the host sees it.</param>
/// <param name="cancellationToken">Gives up.</param>
internal delegate Task AtPause(LaunchPause pause, int pid, CancellationToken cancellationToken);
