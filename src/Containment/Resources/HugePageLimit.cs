namespace Containment.Resources;

/// <summary>How many huge pages of one size a container may have.</summary>
/// <param name="Size">Their size.</param>
/// <param name="Pages">Their number.</param>
public sealed record HugePageLimit(HugePageSize Size, CountLimit Pages);
