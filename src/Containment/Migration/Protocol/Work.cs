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
    /// <summary>Target: check the offer, make what can be made beforehand.</summary>
    Prepare,
    /// <summary>Target: verify everything, restore it, hold it before its first instruction.</summary>
    Restore,
    /// <summary>Target: let it run and see that it does. Fails only where not one instruction ran.</summary>
    Activate,
    /// <summary>Target: remove all of it.</summary>
    CleanUp,
}
