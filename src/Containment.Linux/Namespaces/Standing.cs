namespace Containment.Linux.Namespaces;

/// <summary>What a process is on its machine (user_namespaces(7)).</summary>
internal enum Standing
{
    /// <summary>Root of the machine.</summary>
    Root,

    /// <summary>Root of a user namespace: it may do everything with what that owns, and nothing with the rest.</summary>
    NamespaceRoot,

    /// <summary>An ordinary user, who is root only in user namespaces of his own.</summary>
    User,
}
