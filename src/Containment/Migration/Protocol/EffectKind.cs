namespace Containment.Migration.Protocol;

/// <summary>The kinds of <see cref="Effect"/>.</summary>
internal enum EffectKind : byte
{
    /// <summary>Write a step and wait until it is on disk.</summary>
    Journal,
    /// <summary>Remove this move's journal and wait until that is on disk.</summary>
    Erase,
    /// <summary>Send a message; lost when there is no link.</summary>
    Send,
    /// <summary>Source: try to connect until it works.</summary>
    Connect,
    /// <summary>Drop the link.</summary>
    Disconnect,
    /// <summary>Begin a work; one that is under way is stopped first, done or half done.</summary>
    Do,
    /// <summary>This side has nothing more to do.</summary>
    Finish,
}
