namespace Containment;

/// <summary>A stage of a container's life failed. Says why, on what, and what state things were left in.</summary>
public class ContainmentException : Exception
{
    /// <summary>Makes one; <paramref name="stateLeft"/> is a sentence, null when nothing was left behind.</summary>
    public ContainmentException(FailureReason reason, string subject, string message, string? stateLeft = null, Exception? inner = null)
        : base(stateLeft is null ? message : $"{message}; {stateLeft}", inner)
    {
        Reason = reason;
        Subject = subject;
        StateLeft = stateLeft;
    }

    /// <summary>The kind of failure, for programs.</summary>
    public FailureReason Reason { get; }

    /// <summary>What it happened to: a container, a file, a host.</summary>
    public string Subject { get; }

    /// <summary>What was left as it is now, or null when everything is as it was before.</summary>
    public string? StateLeft { get; }
}
