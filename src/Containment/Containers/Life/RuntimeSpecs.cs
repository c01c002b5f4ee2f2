using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Rules;
using Containment.Devices;
using Containment.Launch.Plans;

namespace Containment.Containers.Life;

/// <summary>How a container runs, in OCI terms: compiled from its description, or as its bundle says.</summary>
internal static class RuntimeSpecs
{
    /// <param name="spec">The description.</param>
    /// <param name="layers">Its root file system's directories, top first: names of users are looked up there.</param>
    /// <param name="ids">Where ids are mapped to; null without a user namespace.</param>
    public static RuntimeSpec Of(ContainerSpec spec, IReadOnlyList<string> layers, IdRange? ids) =>
        OwnIds.Current is { } own ? WithOwn(Described(spec, layers, null), spec, own) : Described(spec, layers, ids);

    /// <exception cref="InvalidSpecException">Nesting can't be as it is asked for.</exception>
    /// <exception cref="ContainmentException">Unsupported: this host can't have such a container.</exception>
    public static void CheckNesting(IsolationSpec isolation, OwnIds? own)
    {
        NestedHost.Check(isolation, isolation.UserNamespace);
        if (own is null) return;
        if (isolation.IdCount is not null)
            throw new ContainmentException(FailureReason.Unsupported, "isolation.idCount", "only root of the machine can say how many ids a container has; here it has those of its host");
        if (isolation.Nesting && own.Keeper is null)
            throw new ContainmentException(FailureReason.Unsupported, "isolation.nesting", "a container with nesting is begun by root of the machine, or in a container that has nesting itself and more than 65,536 ids (isolation.idCount of that)");
    }

    // Who is not root of the machine has these ids, whatever was asked for, and a user namespace they are in.
    private static RuntimeSpec WithOwn(RuntimeSpec config, ContainerSpec spec, OwnIds own)
    {
        if (!spec.Isolation.UserNamespace) throw new InvalidSpecException("isolation.userNamespace", false, "true: only root of the machine can begin containers without one");
        if (own.Lone && config.Process?.User is { } user && (user.Uid, user.Gid) != (0, 0))
            throw new InvalidSpecException("process.user", $"{user.Uid}:{user.Gid}", $"root: {OwnIds.Remedy}");
        var maps = IdMaps.Of(own);
        return config with
        {
            Linux = (config.Linux ?? new()) with
            {
                Namespaces = [.. (config.Linux?.Namespaces ?? []).Where(one => one.Type != "user"), new() { Type = "user" }],
                UidMappings = maps.Users,
                GidMappings = maps.Groups,
            },
        };
    }

    private static RuntimeSpec Described(ContainerSpec spec, IReadOnlyList<string> layers, IdRange? ids)
    {
        if (spec.RuntimeConfig is null)
            return RuntimeSpecCompiler.Compile(new BundleSpec(spec.Process) { Isolation = spec.Isolation }, spec.Id, RootAccounts.Find(spec.Process.User, layers), ids);
        var config = Read(spec.RuntimeConfig);
        if (config.Process is null) throw new InvalidSpecException("process", null, "what to run");
        // What was mounted later: the bundle's own are in its file.
        if (spec.Isolation.Mounts.Count > 0) config = config with { Mounts = [.. config.Mounts ?? [], .. spec.Isolation.Mounts.Select(mount => RuntimeSpecCompiler.Mount(mount, ids is not null))] };
        return ids is { } range ? WithIds(config, range) : config;
    }

    /// <summary>With what belongs to its devices.</summary>
    public static RuntimeSpec With(RuntimeSpec runs, DeviceParts devices) => devices.IsEmpty ? runs : runs with
    {
        Linux = (runs.Linux ?? new()) with { Devices = [.. runs.Linux?.Devices ?? [], .. devices.Nodes.Select(node => node.Oci)] },
        Mounts = [.. runs.Mounts ?? [], .. devices.Mounts],
        Process = runs.Process is null ? null : runs.Process with { Env = [.. runs.Process.Env ?? [], .. devices.Environment] },
        Hooks = DeviceParts.Both(runs.Hooks, devices.Hooks),
    };

    // Which ids of the host are free the bundle can't know: those that it names may be another container's.
    private static RuntimeSpec WithIds(RuntimeSpec config, IdRange ids)
    {
        if (config.Linux?.Namespaces?.FirstOrDefault(one => one.Type == "user") is not { Path: null or "" }) return config;
        var maps = IdMaps.Of(ids);
        return config with { Linux = config.Linux with { UidMappings = maps.Users, GidMappings = maps.Groups } };
    }

    /// <summary>The container as hooks and listeners are told of it; its status and process are theirs to say who tell.</summary>
    public static OciState State(ContainerSpec spec, RuntimeSpec runs) =>
        new() { OciVersion = runs.OciVersion, Id = spec.Id.Value, Bundle = spec.BundlePath ?? "", Annotations = runs.Annotations };

    /// <summary>What its bundle says of resources; null where it has none.</summary>
    public static OciResources? Resources(ContainerSpec spec) => spec.RuntimeConfig is { } config ? Read(config).Linux?.Resources : null;

    /// <summary>What its bundle says; null where there is no bundle.</summary>
    public static RuntimeSpec? Config(ContainerSpec spec) => spec.RuntimeConfig is { } config ? Read(config) : null;

    private static RuntimeSpec Read(string config) => RuntimeSpecText.Read(System.Text.Encoding.UTF8.GetBytes(config));
}
