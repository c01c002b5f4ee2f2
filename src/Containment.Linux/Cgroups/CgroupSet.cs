namespace Containment.Linux.Cgroups;

/// <summary>
/// Where the cgroups of one container are, or would be: a v1 directory for each controller (joined ones share it), and a
/// v2 directory with the controllers that v2 has on this machine.
/// </summary>
internal sealed record CgroupSet(CgroupDirectory? Unified, IReadOnlyList<string> UnifiedControllers, IReadOnlyDictionary<string, CgroupDirectory> Legacy)
{
    /// <summary>Whether v2 has the controller, and the directory; null where neither version has it.</summary>
    public (CgroupDirectory Directory, bool Unified)? Find(string controller) =>
        Unified is { } unified && UnifiedControllers.Contains(controller) ? (unified, true)
        : Legacy.TryGetValue(controller, out var directory) ? (directory, false)
        : null;

    /// <summary>All directories, each once.</summary>
    public IEnumerable<CgroupDirectory> Directories => (Unified is { } unified ? [unified] : Array.Empty<CgroupDirectory>()).Concat(Legacy.Values).Distinct();

    /// <summary>A directory in which processes of the container can be found for sure.</summary>
    public CgroupDirectory Main => Unified ?? Directories.First(directory => directory.Exists);

    /// <summary>As lines, to be read back by <see cref="Parse"/>.</summary>
    public override string ToString() =>
        string.Concat((Unified is { } unified ? [$"unified {string.Join(',', UnifiedControllers)} {unified.Path}\n"] : Array.Empty<string>())
            .Concat(Legacy.Select(pair => $"legacy {pair.Key} {pair.Value.Path}\n")));

    /// <exception cref="FormatException">Not such lines. Whether the directories are cgroups is not looked at.</exception>
    public static CgroupSet Parse(string text)
    {
        CgroupDirectory? unified = null;
        IReadOnlyList<string> controllers = [];
        Dictionary<string, CgroupDirectory> legacy = [];
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ', 3) is not [var kind, var names, var path]) throw new FormatException($"not a line of a cgroup set: {line}");
            if (kind == "legacy") legacy[names] = new(path);
            else if (kind != "unified") throw new FormatException($"not a line of a cgroup set: {line}");
            else (unified, controllers) = (new CgroupDirectory(path), names.Split(',', StringSplitOptions.RemoveEmptyEntries));
        }
        return new(unified, controllers, legacy);
    }
}
