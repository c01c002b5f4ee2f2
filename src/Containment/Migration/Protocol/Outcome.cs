namespace Containment.Migration.Protocol;

/// <summary>How a side's part in a move ended.</summary>
internal enum Outcome : byte
{
    None = 0,
    /// <summary>The target owns it, the source is gone.</summary>
    Moved,
    /// <summary>It goes on at the source.</summary>
    RolledBack,
    /// <summary>A step that must not fail did; the journal stays and recovery tries again.</summary>
    Stuck,
}
