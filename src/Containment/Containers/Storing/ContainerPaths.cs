namespace Containment.Containers.Storing;

/// <summary>Where the things of one container are. All follow from the host's directories and the name.</summary>
internal readonly record struct ContainerPaths(ContainerHostOptions Host, ContainerId Id)
{
    /// <summary>All directories of containers.</summary>
    public static string All(ContainerHostOptions host) => Path.Combine(host.StateDirectory, "containers");

    /// <summary>All exit files, in one directory: one inotify watch sees every container end.</summary>
    public static string Exits(ContainerHostOptions host) => Path.Combine(host.StateDirectory, "exits");

    public string Directory => Path.Combine(All(Host), Id.Value);
    public string Lock => Path.Combine(Directory, "lock");
    public string Spec => Path.Combine(Directory, "container.json");

    /// <summary>A container is there from when this file is until it is not: it is written last and removed first.</summary>
    public string State => Path.Combine(Directory, "state.json");

    public string Log => Path.Combine(Directory, "log");
    public string Exit => Path.Combine(Exits(Host), Id.Value);
    public string Socket => Path.Combine(Host.RuntimeDirectory, $"{Id}.sock");

    /// <summary>The directories of the resctrl file system that were made for it, a line each; only where there are any.</summary>
    public string ResourceControl => Path.Combine(Host.RuntimeDirectory, $"{Id}.resctrl");

    /// <summary>The first process, where there are no cgroups to know the container's by.</summary>
    public string Init => Path.Combine(Host.RuntimeDirectory, $"{Id}.init");

    /// <summary>There while somebody holds it still for a moment.</summary>
    public string Still => Path.Combine(Host.RuntimeDirectory, $"{Id}.still");

    /// <summary>There while a mount or a device is given to it or taken from it: which.</summary>
    public string Attaching => Path.Combine(Host.RuntimeDirectory, $"{Id}.attaching");

    public string MountPoint => Path.Combine(Host.RuntimeDirectory, Id.Value);

    /// <summary>What is known of the present run; means nothing after a reboot.</summary>
    public string Run => Path.Combine(Host.RuntimeDirectory, $"{Id}.run");
}
