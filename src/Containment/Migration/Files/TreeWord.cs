namespace Containment.Migration.Files;

/// <summary>The first byte of an item of a tree.</summary>
internal enum TreeWord : byte
{
    /// <summary>An entry follows; a file's content comes in chunks, its ContentDigest as the trailer.</summary>
    Put = 1,
    /// <summary>The path that follows is gone.</summary>
    Remove = 2,
    /// <summary>A round is over: with a further byte, make it durable at once.</summary>
    EndOfRound = 3,
    /// <summary>As Put, of a file whose beginning the target has kept: its length (i64), the entry; chunks from there on.</summary>
    Resume = 4,
}
