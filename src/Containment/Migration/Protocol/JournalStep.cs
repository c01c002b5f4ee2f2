namespace Containment.Migration.Protocol;

/// <summary>
/// What a side has made durable before it acts on it. Recovery starts from the last one alone.
/// </summary>
/// <remarks>
/// <code>
///  source       after a crash                    target      after a crash
///  Begun        thaw (nothing is frozen)         Receiving   clean up: it was never the owner
///  Freezing     thaw                             Owned       thaw and verify again: it is the owner
///  Committing   ask the target                   Running     answer Running until told to forget
///  Released     delete                           Declining   clean up
///  Deleted      tell the target to forget
///  RollingBack  thaw                             Yielding    end it: the source has taken it back
///  TakenBack    let it run here, and             Living      the owner if its memory was whole, else clean up: it died
///               tell the target when it comes back
/// </code>
/// </remarks>
internal enum JournalStep : byte
{
    None = 0,
    Begun = 1,
    Freezing = 2,
    Committing = 3,
    Released = 4,
    Deleted = 5,
    RollingBack = 6,
    TakenBack = 7,
    Receiving = 16,
    Owned = 17,
    Running = 18,
    Declining = 19,
    Yielding = 20,
    Living = 21,
}
