using Containment.Linux.Namespaces;

namespace Containment.Launch;

/// <summary>What whoever launches may do, which decides who does what.</summary>
internal sealed record LaunchPowers
{
    /// <summary>The keeper mounts, for a child that need not be able to. Else the child does it as root of its own user namespace.</summary>
    public bool Mounts { get; init; } = true;

    /// <summary>Device nodes can be made. Else those of the host's /dev are bound.</summary>
    public bool Nodes { get; init; } = true;

    /// <summary>The keeper writes the id maps. Else that is done at <see cref="LaunchPause.MapIds"/>, by programs that may.</summary>
    public bool Maps { get; init; } = true;

    /// <summary>Supplementary groups can be set. Else they can't be dropped nor taken on (user_namespaces(7), setgroups).</summary>
    public bool Groups { get; init; } = true;

    /// <summary>Root of the machine.</summary>
    public static LaunchPowers Host { get; } = new();

    /// <summary>Root of a user namespace.</summary>
    public static LaunchPowers Nested { get; } = new() { Nodes = false };

    /// <summary>An ordinary user with id ranges of his own.</summary>
    public static LaunchPowers User { get; } = new() { Mounts = false, Nodes = false, Maps = false };

    /// <summary>An ordinary user who has only his own id to map.</summary>
    public static LaunchPowers LoneUser { get; } = User with { Maps = true, Groups = false };

    /// <summary>Of whoever gives these ids to a container of his own, for which nothing was mapped on disk; null: root of the machine.</summary>
    public static LaunchPowers With(OwnIds? ids) =>
        ids is null ? Host
        : Self.Standing == Standing.NamespaceRoot ? User with { Maps = true, Groups = Self.SetsGroups }
        : ids.Lone ? LoneUser : User;

    /// <summary>Of this process; for an ordinary user with ranges.</summary>
    public static LaunchPowers Current => Self.Standing switch
    {
        Standing.Root => Host,
        Standing.NamespaceRoot => Self.SetsGroups ? Nested : Nested with { Groups = false },
        _ => User,
    };
}
