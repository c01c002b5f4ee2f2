using Containment.Bundles.Oci;
using Containment.Checkpoints.Criu;
using Containment.Launch.Plans;
using Containment.Linux.Descriptors;
using Containment.Resources;

namespace Containment.Checkpoints.Detached;

/// <summary>A container without a keeper that runs, as far as saving it goes.</summary>
internal sealed record DetachedContainer
{
    public required string Id { get; init; }

    /// <summary>The first process, as the host sees it.</summary>
    public required int Init { get; init; }

    /// <summary>Whether that number still means it.</summary>
    public required Func<bool> Lives { get; init; }

    public required RuntimeSpec Spec { get; init; }
    public required OciCgroup Cgroup { get; init; }
    public required CriuProgram Program { get; init; }

    /// <summary>What is found out about the kernel is kept there.</summary>
    public required string Directory { get; init; }

    /// <summary>The v2 directory, or that of v1's freezer.</summary>
    public string? Freezer => Cgroup.Paths.TryGetValue("", out var unified) ? unified : Cgroup.Paths.GetValueOrDefault("freezer");

    public NamespaceChoice Namespaces => NamespaceChoice.Of(Spec.Linux?.Namespaces);

    /// <summary>Those that others made, beside that of the network.</summary>
    public IReadOnlyList<(string Name, long Kind)> Shared =>
        [.. ((ReadOnlySpan<(string Name, long Kind)>)[("ipc", Flags.NewIpc), ("uts", Flags.NewUts)]).ToArray().Where(one => Namespaces.PathOf(one.Kind) is not null)];

    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>.</exception>
    public static void Check(string id, NamespaceChoice namespaces)
    {
        foreach (var (kind, name) in (ReadOnlySpan<(long, string)>)[(Flags.NewPid, "PID"), (Flags.NewUser, "user"), (Flags.NewMount, "mount")])
            if (namespaces.PathOf(kind) is { } path) throw new ContainmentException(FailureReason.Unsupported, id, $"container {id} is in a {name} namespace of others ({path}), with which it can't be saved or restored");
        if (!namespaces.Has(Flags.NewPid)) throw new ContainmentException(FailureReason.Unsupported, id, $"container {id} has no PID namespace of its own, without which it can't be saved or restored");
    }
}
