namespace Containment.Migration.Pages;

/// <summary>What a list of wishes is beside those before it.</summary>
internal enum PageUrgency : byte
{
    /// <summary>All that is missing: those before it don't count any more.</summary>
    InPlace = 0,
    /// <summary>Somebody waits for them.</summary>
    Urgent = 1,
    /// <summary>More of what is missing.</summary>
    Also = 2,
}
