namespace Containment.Bundles;

/// <summary>What runs as process 1 of a container.</summary>
public enum FirstProcess
{
    /// <summary>The command itself (application container).</summary>
    Command,
    /// <summary>A small init of ours that starts the command, passes signals on and reaps orphans.</summary>
    Reaper,
    /// <summary>The command is an init such as systemd or busybox init (system container): it gets a writable cgroup and SIGRTMIN+3 to stop.</summary>
    System,
}
