namespace Containment.Migration;

/// <summary>What to do about a container that writes to its memory faster than it can be sent, so that the freeze would be longer than its budget.</summary>
public enum NonConvergence
{
    /// <summary>Give it less and less processor time while it is copied, down to a tenth; then <see cref="Force"/>. It has all of it again after the move, or when the move fails.</summary>
    SlowDown,
    /// <summary>Freeze it, let it go on over there at once, and let the rest of its memory follow.</summary>
    PostCopy,
    /// <summary>Give up; it goes on here.</summary>
    Cancel,
    /// <summary>Freeze it for as long as it takes.</summary>
    Force,
}
