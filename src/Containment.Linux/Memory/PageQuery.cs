namespace Containment.Linux.Memory;

/// <summary>Which pages are looked for.</summary>
/// <param name="All">States a page must all have.</param>
/// <param name="Not">States it must not have.</param>
/// <param name="Any">States of which it must have one, where there is any.</param>
/// <param name="Protect">Whether those found are write protected in the same instant, so that no write between is missed. Only where mappings are registered for it; others are passed over.</param>
internal readonly record struct PageQuery(PageStates All, PageStates Not = PageStates.None, PageStates Any = PageStates.None, bool Protect = false)
{
    private const PageStates InMemory = PageStates.Present | PageStates.Swapped;

    /// <summary>The process's own pages that hold something: what was never touched, or was given back, is zero.</summary>
    public static readonly PageQuery Populated = new(PageStates.None, PageStates.File, InMemory);

    /// <summary>The process's own pages that were written since they were protected, which they are again.</summary>
    public static readonly PageQuery TakeWritten = new(PageStates.Written, PageStates.File, InMemory, Protect: true);

    /// <summary>The process's own pages that were written since the marks were cleared.</summary>
    public static readonly PageQuery SoftDirty = new(PageStates.SoftDirty, PageStates.File, InMemory);

    /// <summary>Those of mappings that are not registered, populated or not.</summary>
    public static readonly PageQuery Unregistered = new(PageStates.None, PageStates.Protectable);

    public bool Takes(PageStates states) => (states & All) == All && (states & Not) == 0 && (Any == PageStates.None || (states & Any) != 0);
}
