namespace Containment.Checkpoints.Hindering;

/// <summary>How much a hindrance matters.</summary>
internal enum Weight
{
    /// <summary>It is saved, at a price or with a difference that one should know of.</summary>
    Note,
    /// <summary>Whether it can be saved shows only when it is tried.</summary>
    Doubt,
    /// <summary>It can't be saved: nothing is stopped for it.</summary>
    Refusal,
}
