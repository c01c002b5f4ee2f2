namespace Containment.Resources;

/// <summary>How much of something scarce that is counted in whole numbers a container may have (misc.max), such as address space ids for encrypted machines.</summary>
/// <param name="Resource">What, as the kernel's misc.capacity names it: <c>sev</c>, <c>sev_es</c>, <c>tdx</c>.</param>
/// <param name="Count">How many.</param>
public sealed record MiscLimit(string Resource, CountLimit Count)
{
    /// <summary>What, as the kernel's misc.capacity names it.</summary>
    /// <exception cref="InvalidSpecException">Not one word.</exception>
    public string Resource { get; init => field = NamedKey.Checked("misc.resource", value); } = NamedKey.Checked("misc.resource", Resource);
}
