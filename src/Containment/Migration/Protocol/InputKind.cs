namespace Containment.Migration.Protocol;

/// <summary>The kinds of <see cref="Input"/>.</summary>
internal enum InputKind : byte
{
    /// <summary>Begin; the link is up.</summary>
    Start,
    /// <summary>Go on after a crash from the step that the journal holds.</summary>
    Recover,
    LinkUp,
    LinkDown,
    Received,
    /// <summary>The other side owes an answer for too long, or the freeze lasts too long.</summary>
    Timeout,
    /// <summary>The caller changed its mind.</summary>
    Cancel,
    Done,
    Failed,
    /// <summary>Source: somebody is certain that the target is off, and will hear of it before anybody starts it there.</summary>
    DecideHere,
    /// <summary>Source: somebody is certain that the target has it.</summary>
    DecideThere,
}
