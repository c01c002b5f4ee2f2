namespace Containment.Migration.Protocol;

/// <summary>What the two sides say to each other about one move.</summary>
/// <remarks>
/// <code>
///  SOURCE                                                              TARGET
///  Offering    --- Offer (who, epoch, what it needs) ---------------->  journal Receiving; check, prepare
///              &lt;-- Accept (what it already has) -----------------------  Receiving
///  Copying     === files, round by round, while it runs ============>
///  journal Freezing; freeze
///  Sending     === files changed since, memory =====================>
///  Sealed      --- Seal (nothing more comes) ----------------------->   Restoring: verify, restore, hold
///              &lt;-- Ready ----------------------------------------------  Prepared: not one instruction ran
///  journal Committing: from here the source never runs it again on its own
///  Committing  --- Commit ------------------------------------------>   journal Owned; thaw, verify
///              &lt;-- Running --------------------------------------------  journal Running
///  journal Released; delete the frozen copy
///  Releasing
///  journal Deleted
///  Forgetting  --- Forget ------------------------------------------>   erase journal
///              &lt;-- Forgotten ------------------------------------------
///  erase journal: Moved
///
///  Before Commit either side ends it:
///     source: journal RollingBack, thaw, Abort, erase journal        target: clean up, erase journal, Decline
///  After Commit the target may still give it back, as long as not one instruction ran there:
///     target: journal Declining, clean up, erase journal, Decline    source: journal RollingBack, thaw, erase journal
///  Where memory follows later (post-copy) it runs over there before it is whole, and the source keeps its copy until it is:
///     Committing  &lt;-- Living ---------------------------------------   journal Living; runs, pages are missing
///     Serving     &lt;-- Want (pages) ---------------------------------   Filling
///                 === pages =======================================>
///                 &lt;-- Running --------------------------------------   journal Running: every page is here
///     A target that dies before that kills what runs on half a memory (Lifeline); it is the same as a Decline after Commit:
///     the source goes on from the freeze, and what it did over there is lost.
///  A link that breaks after Commit leaves neither running until the source has asked again:
///     Committing  --- Resolve ------------------------------------->   Prepared: the same as Commit
///                                                                      Owned, Running: Running; Living: Living
///                                                                      no journal: Decline (it never was, and never will be, the owner)
///  A person, or a fence, who is certain that the other side is off may decide what the two can't:
///     Committing  decided "here": journal TakenBack, let it run here under an epoch above the target's
///     Revoking    --- Revoke (as soon as there is a link again) ------>   no journal: Revoked
///                                                                      before Owned: clean up, as for Abort
///                                                                      Running: journal Yielding, end it, erase journal, Revoked
///     erase journal
///     Committing  decided "there": journal Released, and on as after Running
/// </code>
/// A target without a journal of a move can say "no" with certainty: it erases the journal of a move that it owned only at
/// Forget, which the source sends only when its own copy is gone.
/// </remarks>
internal enum Message : byte
{
    None = 0,
    Offer = 1,
    Accept = 2,
    Decline = 3,
    Seal = 4,
    Ready = 5,
    Commit = 6,
    Running = 7,
    Abort = 8,
    Resolve = 9,
    Forget = 10,
    Forgotten = 11,
    /// <summary>Outside a move: would this offer be taken? Changes nothing.</summary>
    Ask = 12,
    /// <summary>Outside a move: what stands in the way.</summary>
    Answer = 13,
    /// <summary>Beside the machines: say when the items sent so far (their count) are worked in.</summary>
    Sync = 14,
    /// <summary>Beside the machines: all that came before Sync is worked in.</summary>
    Synced = 15,
    /// <summary>Outside the machines: a further stream of a move, with a proof that it is one.</summary>
    Join = 16,
    /// <summary>Outside the machines: the stream may be used.</summary>
    Joined = 17,
    /// <summary>Beside the machines, before Accept: files that the target kept of an attempt whose link broke.</summary>
    Have = 18,
    /// <summary>To a relay: this host waits here for visitors.</summary>
    Wait = 19,
    /// <summary>To a relay: to the host of this fingerprint.</summary>
    Visit = 20,
    /// <summary>Of and to a relay: from here on the two hosts speak with each other.</summary>
    Met = 21,
    /// <summary>The source has taken it back: end it.</summary>
    Revoke = 22,
    /// <summary>Nothing of it is left here.</summary>
    Revoked = 23,
    /// <summary>It runs, but not all of its memory is there.</summary>
    Living = 24,
    /// <summary>Beside the machines: pages that are missing.</summary>
    Want = 25,
}
