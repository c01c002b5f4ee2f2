namespace Containment.Migration.Rounds;

/// <summary>What follows a round.</summary>
internal enum RoundAction
{
    /// <summary>Another round.</summary>
    Again,
    /// <summary>Slow it down, and another round.</summary>
    Slow,
    /// <summary>Freeze and send the rest.</summary>
    Freeze,
    /// <summary>Freeze, and let the rest come when it runs over there.</summary>
    PostCopy,
    /// <summary>Give up.</summary>
    GiveUp,
}
