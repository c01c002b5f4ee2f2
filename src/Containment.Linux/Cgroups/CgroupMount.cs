using System.Text.RegularExpressions;

namespace Containment.Linux.Cgroups;

/// <summary>A mounted hierarchy, of a line in /proc/pid/mountinfo (proc_pid_mountinfo(5)).</summary>
/// <param name="Unified">Whether it is the v2 one.</param>
/// <param name="Point">Where it is mounted.</param>
/// <param name="Root">The cgroup that is seen there.</param>
/// <param name="Options">The super block's options: for v1 they name the controllers.</param>
internal sealed partial record CgroupMount(bool Unified, string Point, string Root, IReadOnlyList<string> Options)
{
    public static IReadOnlyList<CgroupMount> Parse(string mountInfo)
    {
        List<CgroupMount> mounts = [];
        foreach (var line in mountInfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var halves = line.Split(" - ", 2);
            if (halves.Length < 2) continue;
            var (place, kind) = (halves[0].Split(' '), halves[1].Split(' '));
            if (place.Length < 6 || kind.Length < 3 || kind[0] is not ("cgroup" or "cgroup2")) continue;
            mounts.Add(new(kind[0] == "cgroup2", Plain(place[4]), Plain(place[3]), kind[2].Split(',')));
        }
        return mounts;
    }

    /// <summary>The directory of the cgroup <paramref name="path"/> of this hierarchy; null where it can't be seen through this mount.</summary>
    public string? DirectoryOf(string path)
    {
        if (Root == "/") return path == "/" ? Point : path.StartsWith("/..", StringComparison.Ordinal) ? null : Point + path;
        if (path == Root) return Point;
        return path.StartsWith(Root + "/", StringComparison.Ordinal) ? Point + path[Root.Length..] : null;
    }

    private static string Plain(string escaped) => Octal().Replace(escaped, match => ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString());

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Octal();
}
