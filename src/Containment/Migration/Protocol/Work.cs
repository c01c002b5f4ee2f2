namespace Containment.Migration.Protocol;

/// <summary>Something that takes time and may fail. One at a time on each side; every one may be done again after a crash.</summary>
internal enum Work : byte
{
    None = 0,
    /// <summary>Source: send the files while it runs.</summary>
    Copy,
    /// <summary>Source: freeze it and take it off the network.</summary>
    Freeze,
    /// <summary>Source: send its memory and the files changed since.</summary>
    Dump,
    /// <summary>Source: let it go on, whether it is frozen or not.</summary>
    Thaw,
    /// <summary>Source: delete the frozen copy without letting it run.</summary>
    Delete,
    /// <summary>Source: send the pages that the running target lacks, until it has all.</summary>
    Serve,
    /// <summary>Target: check the offer, make what can be made beforehand.</summary>
    Prepare,
    /// <summary>Target: verify everything, restore it, hold it before its first instruction.</summary>
    Restore,
    /// <summary>Target: let it run and see that it does. Fails only where not one instruction ran, or where what ran on half a memory has ended.</summary>
    Activate,
    /// <summary>Target: it runs; give it the pages that it lacks. When that fails, it has ended.</summary>
    Fill,
    /// <summary>Target: remove all of it.</summary>
    CleanUp,
    /// <summary>Source: let it run here under an epoch above the target's.</summary>
    TakeBack,
    /// <summary>Target: end it, whether it runs or not, and remove all of it.</summary>
    Yield,
}
