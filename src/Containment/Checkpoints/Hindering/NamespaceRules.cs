namespace Containment.Checkpoints.Hindering;

/// <summary>Processes in namespaces of their own. CRIU 4.1.1 follows mount and network namespaces within a container; of the other kinds it saves one for all.</summary>
internal static class NamespaceRules
{
    // Of these it says "Can't dump nested … namespace", in the freeze.
    private static readonly string[] OncePerContainer = ["user", "pid", "uts", "ipc", "cgroup", "time"];

    /// <summary>The first process of each kind; of mounts the first of each service.</summary>
    public static IEnumerable<Hindrance> Of(ContainerFacts facts)
    {
        if (facts.Processes.FirstOrDefault(process => process.Pid == facts.Init) is not { } init) yield break;
        foreach (var kind in OncePerContainer)
            if (Others(facts, init, kind).FirstOrDefault() is { } other)
                yield return new(Weight.Refusal, "nested-namespace", $"{other} is in a {kind} namespace of its own", "CRIU saves only one such for a container",
                    ServiceDropIn.For(other.Unit, kind) ?? "end it before it is saved, or stop the container");
        foreach (var other in Others(facts, init, "mnt").DistinctBy(other => other.Unit ?? ""))
            yield return new(Weight.Doubt, "private-mounts", $"{other} is in a mount namespace of its own", "CRIU saves it only where it finds all that is mounted there below what the container has",
                ServiceDropIn.For(other.Unit, "mnt") ?? "end it if a checkpoint fails");
    }

    private static IEnumerable<ProcessFacts> Others(ContainerFacts facts, ProcessFacts init, string kind) =>
        init.Namespaces.TryGetValue(kind, out var own) ? facts.Processes.Where(process => process.Namespaces.TryGetValue(kind, out var its) && its != own) : [];
}
