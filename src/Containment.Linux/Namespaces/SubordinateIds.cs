using System.Globalization;

namespace Containment.Linux.Namespaces;

/// <summary>The ids that an ordinary user may give away, as /etc/subuid and /etc/subgid have them (subuid(5)). Pure.</summary>
internal static class SubordinateIds
{
    /// <summary>The ranges of one user, who is named or numbered there. What is no line of the file is passed over, as newuidmap(1) does.</summary>
    public static IReadOnlyList<(uint First, uint Count)> Parse(string text, string name, uint user)
    {
        List<(uint, uint)> ranges = [];
        foreach (var line in text.Split('\n'))
        {
            if (line.Trim().Split(':') is not [var owner, var first, var count]) continue;
            if (owner != name && owner != user.ToString(CultureInfo.InvariantCulture)) continue;
            if (!uint.TryParse(first, CultureInfo.InvariantCulture, out var from) || !uint.TryParse(count, CultureInfo.InvariantCulture, out var many)) continue;
            // The last id of all means "none" to the kernel; a map may not hold an id twice.
            if (many == 0 || from > uint.MaxValue - many || ranges.Any(other => from < other.Item1 + other.Item2 && other.Item1 < from + many)) continue;
            ranges.Add((from, many));
        }
        return ranges;
    }

    /// <summary>A map with the user himself as root, and his ranges one after the other from 1 on; of himself alone where he has none.</summary>
    public static IReadOnlyList<IdLine> Map(uint user, IReadOnlyList<(uint First, uint Count)> ranges)
    {
        // The kernel takes at most 340 lines (user_namespaces(7)).
        const int mostLines = 340;
        List<IdLine> lines = [new(0, user, 1)];
        var next = 1u;
        foreach (var (first, count) in ranges.Take(mostLines - 1))
        {
            if (user >= first && user - first < count) continue;
            var fits = Math.Min(count, uint.MaxValue - next);
            lines.Add(new(next, first, fits));
            next += fits;
        }
        return lines;
    }

    /// <summary>Every id that a namespace has, as itself: for one inside it. <paramref name="own"/> is its own map.</summary>
    public static IReadOnlyList<IdLine> Same(string own) =>
        [.. own.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length == 3).Select(fields => (Inside: uint.Parse(fields[0], CultureInfo.InvariantCulture), Count: uint.Parse(fields[2], CultureInfo.InvariantCulture)))
            .Select(line => new IdLine(line.Inside, line.Inside, line.Count))];
}
