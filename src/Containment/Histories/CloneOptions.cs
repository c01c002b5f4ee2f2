using Containment.Bundles;
using Containment.Containers;

namespace Containment.Histories;

/// <summary>How to clone a container.</summary>
public sealed record CloneOptions
{
    /// <summary>The snapshot to clone. Null is its files as they are now; then it must not run.</summary>
    public string? Snapshot { get; init; }

    /// <summary>
    /// Changes the description of each clone, which has its new name, host name and addresses already. The name must stay. Default: nothing.
    /// </summary>
    public Func<ContainerSpec, ContainerSpec>? Describe { get; init; }

    /// <summary>
    /// A process that is run in each clone of a snapshot with memory as soon as it goes on, to give its programs other randomness, keys
    /// or names than the others': all have the same in memory. CONTAINMENT_CLONE is the clone's name. One that does not end with 0 fails the cloning. Null: none.
    /// </summary>
    public ProcessSpec? Reseed { get; init; }
}
