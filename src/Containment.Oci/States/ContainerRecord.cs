using Containment.Resources;

namespace Containment.Oci.States;

/// <summary>What is kept of a container: ROOT/ID/state.json, written by <see cref="RecordText"/>. Beside it are config.json (as the bundle had it at create) and, until start, start.sock.</summary>
internal sealed record ContainerRecord
{
    public const int Form = 1;

    /// <summary>The form of this file.</summary>
    public int Version { get; init; } = Form;

    public required string OciVersion { get; init; }
    public required string Id { get; init; }

    /// <summary>The bundle's directory; absolute.</summary>
    public required string Bundle { get; init; }

    /// <summary>The root file system's directory; absolute.</summary>
    public required string Rootfs { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The user who made it.</summary>
    public required uint Owner { get; init; }

    /// <summary>The first process; null until there is one.</summary>
    public ProcessIdentity? Init { get; init; }

    /// <summary>Its cgroups, as OciCgroup describes them to itself; null without.</summary>
    public string? Cgroup { get; init; }

    /// <summary>
    /// Without a mount namespace of its own: how many mounts were on <see cref="Rootfs"/> before it was made. What is there beyond
    /// that is the container's. Null: its mounts go with its namespace.
    /// </summary>
    public int? MountsBefore { get; init; }

    /// <summary>What the first process still has to do after start, by the numbers in which it tells of a failure.</summary>
    public IReadOnlyList<string>? StartSteps { get; init; }

    /// <summary>The directories of the resctrl file system that were made for it; null without.</summary>
    public IReadOnlyList<string>? ResourceControl { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Set by restore: whatever its commands want to remember. Kept as it is by others.</summary>
    public IReadOnlyDictionary<string, string>? Notes { get; init; }

    /// <summary>Its cgroups; null without.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Corrupt"/>: what was kept of them is damaged.</exception>
    public OciCgroup? OpenCgroup() => Cgroup is null ? null : OciCgroup.Open(Cgroup);

    /// <summary>The same for whoever does without them; null where it is damaged, too.</summary>
    public OciCgroup? FindCgroup()
    {
        try
        {
            return OpenCgroup();
        }
        catch (ContainmentException damaged) when (damaged.Reason == FailureReason.Corrupt)
        {
            return null;
        }
    }
}
