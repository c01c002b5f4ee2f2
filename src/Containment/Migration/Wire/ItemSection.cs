namespace Containment.Migration.Wire;

/// <summary>What an item belongs to. The numbers go over the wire.</summary>
internal enum ItemSection : byte
{
    /// <summary>The base root file system that the target lacks.</summary>
    Base = 1,
    /// <summary>The container's own layer.</summary>
    Layer = 2,
    /// <summary>Memory and process state.</summary>
    Memory = 3,
    /// <summary>What it has written to its log.</summary>
    Log = 4,
    /// <summary>Small facts about it, in JSON.</summary>
    Facts = 5,
    /// <summary>Pages of its processes that are not in their images.</summary>
    Pages = 6,
}
