using System.CommandLine;

namespace Containment.Cli.Options;

/// <summary>The options that every command has: which host's directories to use.</summary>
internal sealed class HostChoice
{
    private readonly Option<string> _state = new("--state")
    {
        Description = "Where containers are kept (CONTAINMENT_STATE)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("CONTAINMENT_STATE") ?? new ContainerHostOptions().StateDirectory,
        HelpName = "directory",
        Recursive = true,
    };

    private readonly Option<string> _runtime = new("--run")
    {
        Description = "Where sockets are kept; at most 60 bytes (CONTAINMENT_RUN)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("CONTAINMENT_RUN") ?? new ContainerHostOptions().RuntimeDirectory,
        HelpName = "directory",
        Recursive = true,
    };

    private readonly Option<string?> _cgroup = new("--cgroup-parent")
    {
        Description = "The cgroup below which containers get theirs (CONTAINMENT_CGROUP_PARENT; default: this process's own)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("CONTAINMENT_CGROUP_PARENT"),
        HelpName = "path",
        Recursive = true,
    };

    private readonly Option<string> _cni = new("--cni-config")
    {
        Description = "Where configurations of CNI networks are (CONTAINMENT_CNI)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("CONTAINMENT_CNI") ?? new ContainerHostOptions().CniDirectory,
        HelpName = "directory",
        Recursive = true,
    };

    public void AddTo(Command root)
    {
        root.Options.Add(_state);
        root.Options.Add(_runtime);
        root.Options.Add(_cgroup);
        root.Options.Add(_cni);
    }

    public ContainerHost Open(ParseResult parsed) => ContainerHost.Open(new ContainerHostOptions
    {
        StateDirectory = parsed.GetValue(_state)!,
        RuntimeDirectory = parsed.GetValue(_runtime)!,
        CgroupParent = parsed.GetValue(_cgroup),
        CniDirectory = parsed.GetValue(_cni)!,
    });
}
