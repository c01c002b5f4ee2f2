using Containment.Bundles.Oci;
using Containment.Bundles.Rules;
using Containment.Bundles.Users;

namespace Containment.Bundles;

/// <summary>Turns our own description into an OCI one, with every default written out. Pure.</summary>
internal static class RuntimeSpecCompiler
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <param name="spec">What was asked for.</param>
    /// <param name="id">The container; its name is the default host name.</param>
    /// <param name="user">Who <see cref="ProcessSpec.User"/> is in this root file system.</param>
    /// <param name="ids">Where ids are mapped to; null without a user namespace.</param>
    /// <param name="rootPath">What <c>root.path</c> says.</param>
    public static RuntimeSpec Compile(BundleSpec spec, ContainerId id, UserIdentity user, IdRange? ids, string rootPath = "rootfs")
    {
        var first = NestedHost.Process(spec.Process, spec.Isolation);
        // A system container is a whole machine: su and sudo work in it.
        var system = spec.Isolation.FirstProcess == FirstProcess.System;
        return Compile(spec.Isolation, id, ids, rootPath, first.Capabilities ?? ProcessSpec.DefaultCapabilities) with
        {
            Process = Process(system ? OfSystem(first) : first, user, noNewPrivileges: !GainsPrivileges(spec.Isolation)),
        };
    }

    /// <summary>Whether setuid programs work: in a whole machine, and in a host of containers, whose users need newuidmap.</summary>
    public static bool GainsPrivileges(IsolationSpec isolation) => isolation.FirstProcess == FirstProcess.System || isolation.Nesting;

    private static RuntimeSpec Compile(IsolationSpec isolation, ContainerId id, IdRange? ids, string rootPath, IReadOnlyList<string> capabilities) => new()
    {
        Root = new() { Path = rootPath, Readonly = isolation.ReadOnlyRoot },
        Hostname = isolation.HostName ?? id.Value,
        Mounts = [.. DefaultMounts.For(isolation), .. isolation.Mounts.Select(mount => Mount(mount, ids is not null))],
        Linux = new()
        {
            Namespaces = Namespaces(isolation, ids is not null),
            UidMappings = Mapping(ids),
            GidMappings = Mapping(ids),
            Devices = isolation.Nesting ? NestedHost.Devices : [],
            MaskedPaths = ProtectedPaths.Masked,
            ReadonlyPaths = isolation.Nesting ? NestedHost.ReadOnlyPaths(ProtectedPaths.ReadOnly) : ProtectedPaths.ReadOnly,
            RootfsPropagation = "private",
            Seccomp = isolation.Seccomp.For(capabilities, isolation.Nesting),
        },
    };

    /// <summary>A process alone: for the first one and for exec.</summary>
    public static OciProcess Process(ProcessSpec process, UserIdentity user, bool noNewPrivileges = true)
    {
        var capabilities = process.Capabilities ?? ProcessSpec.DefaultCapabilities;
        _ = Capabilities.Bits(capabilities, "process.capabilities");
        return new()
        {
            Terminal = process.Terminal,
            Args = process.Command,
            Cwd = process.WorkingDirectory,
            Env = Environment(process, user),
            User = new() { Uid = user.Uid, Gid = user.Gid, AdditionalGids = user.AdditionalGids is { Count: > 0 } more ? more : null },
            NoNewPrivileges = noNewPrivileges,
            // Only root is given them at once; an ordinary user could gain them by a file's capabilities, which no_new_privs forbids.
            Capabilities = new()
            {
                Bounding = capabilities,
                Effective = user.Uid == 0 ? capabilities : [],
                Permitted = user.Uid == 0 ? capabilities : [],
                Inheritable = [],
                Ambient = [],
            },
        };
    }

    // By this an init knows that it is in a container (systemd: Container Interface).
    private static ProcessSpec OfSystem(ProcessSpec init) =>
        init.Environment.ContainsKey("container") ? init : init with { Environment = new Dictionary<string, string>(init.Environment) { ["container"] = "containment" } };

    private static List<string> Environment(ProcessSpec process, UserIdentity user)
    {
        List<string> lines = [];
        if (!process.Environment.ContainsKey("PATH")) lines.Add($"PATH={DefaultPath}");
        if (!process.Environment.ContainsKey("HOME")) lines.Add($"HOME={user.Home}");
        if (process.Terminal && !process.Environment.ContainsKey("TERM")) lines.Add("TERM=xterm");
        lines.AddRange(process.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        return lines;
    }

    private static List<OciNamespace> Namespaces(IsolationSpec isolation, bool user)
    {
        List<OciNamespace> own = [new() { Type = "mount" }, new() { Type = "pid" }, new() { Type = "uts" }, new() { Type = "ipc" }, new() { Type = "cgroup" }];
        // That of another container is found when it starts.
        if (isolation.Network is NetworkScope.Own) own.Add(new() { Type = "network" });
        if (user) own.Add(new() { Type = "user" });
        if (isolation.TimeNamespace) own.Add(new() { Type = "time" });
        return own;
    }

    private static IReadOnlyList<OciIdMapping>? Mapping(IdRange? ids) =>
        ids is { } range ? [new() { ContainerId = 0, HostId = range.First, Size = range.Count }] : null;

    /// <param name="mount">What was asked for.</param>
    /// <param name="mapped">Whether the container's ids are others outside.</param>
    public static OciMount Mount(MountSpec mount, bool mapped)
    {
        List<string> options = mount.Source is null ? ["nosuid", "nodev"] : ["rbind", "rprivate"];
        if (mount.Source is null && mount.Size is { } size) options.Add($"size={size}");
        if (mount is { IdMapped: true, Source: not null } && mapped) options.Add("idmap");
        options.Add(mount.ReadOnly ? mount.Source is null ? "ro" : "rro" : "rw");
        return new() { Destination = MountRules.Plain(mount.Target), Type = mount.Source is null ? "tmpfs" : "bind", Source = mount.Source ?? "tmpfs", Options = options };
    }
}
