namespace Containment.Bundles.Mounting;

/// <summary>The options of a mount by meaning (config.md, "Linux mount options").</summary>
internal sealed record MountOptions
{
    /// <summary>Attributes to set on and to clear from the mount itself.</summary>
    public MountAttributes Set { get; init; }
    public MountAttributes Clear { get; init; }

    /// <summary>Attributes to set on and to clear from the mount and all below it (rro, rnosuid, …).</summary>
    public MountAttributes RecursiveSet { get; init; }
    public MountAttributes RecursiveClear { get; init; }

    public BindKind Bind { get; init; }
    public bool Remount { get; init; }
    public IdMapKind IdMap { get; init; }

    /// <summary>Copies what is at the destination into a new tmpfs (tmpcopyup).</summary>
    public bool CopyUp { get; init; }

    /// <summary>Changes of propagation, in the order given.</summary>
    public IReadOnlyList<PropagationChange> Propagation { get; init; } = [];

    /// <summary>What is left for the file system: <c>size=64k</c>, <c>sync</c> …, in the order given.</summary>
    public IReadOnlyList<FileSystemOption> Data { get; init; } = [];
}
