namespace Containment.Devices.Cdi;

/// <summary>All devices that files describe. Pure.</summary>
/// <param name="Specs">As read, those of later directories later.</param>
internal sealed record CdiCatalog(IReadOnlyList<(CdiSpec Spec, int Directory)> Specs)
{
    /// <summary>Files that could not be read, with why: they stand in nobody's way until something is missing.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];

    /// <summary>What a container is given with one device: what its file says of all, and what of this one.</summary>
    /// <exception cref="ContainmentException">NotFound: no file describes it; AlreadyExists: several files of one directory do.</exception>
    public (CdiEdits OfKind, CdiEdits OfDevice) Find(string name)
    {
        var at = name.IndexOf('=');
        var (kind, device) = (name[..at], name[(at + 1)..]);
        var all = Specs.Where(one => one.Spec.Kind == kind && one.Spec.Devices.ContainsKey(device)).ToList();
        if (all.Count == 0) throw new ContainmentException(FailureReason.NotFound, name, $"no file of the Container Device Interface describes {name}{Known(kind)}{(Damaged.Count > 0 ? $"; these could not be read: {string.Join("; ", Damaged)}" : "")}");
        var last = all.Max(one => one.Directory);
        var first = all.Where(one => one.Directory == last).ToList();
        if (first.Count > 1) throw new ContainmentException(FailureReason.AlreadyExists, name, $"{name} is described by several files of one directory: {string.Join(", ", first.Select(one => one.Spec.File))}; remove all but one");
        return (first[0].Spec.Edits, first[0].Spec.Devices[device]);
    }

    private string Known(string kind)
    {
        var names = Specs.Where(one => one.Spec.Kind == kind).SelectMany(one => one.Spec.Devices.Keys).Distinct().Order(StringComparer.Ordinal).Take(8).ToList();
        return names.Count > 0 ? $" (of {kind} there are {string.Join(", ", names)})" : "";
    }
}
