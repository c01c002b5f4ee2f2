using System.Globalization;
using Containment.Linux.Cgroups;

namespace Containment.Resources.Oci.Stats;

/// <summary>Numbers of cgroup files as runc shows them: what is not limited is the largest number, and zero is left out where runc does.</summary>
internal static class StatText
{
    public static ulong Number(CgroupDirectory directory, string file) => Parse(directory.TryRead(file)) ?? 0;

    public static ulong? Parse(string? text) => text?.Trim() switch
    {
        null or "" => null,
        "max" => ulong.MaxValue,
        { } number => ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    public static ulong? OrNothing(ulong value) => value == 0 ? null : value;

    /// <summary>Lines of a key and a number.</summary>
    public static IReadOnlyDictionary<string, ulong> Keyed(string? text)
    {
        var values = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var line in (text ?? "").Split('\n'))
            if (line.Split(' ') is [var key, var number] && Parse(number) is { } value) values[key] = value;
        return values;
    }

    /// <summary>A list such as 0-2,5 as its numbers; null when there are none.</summary>
    public static IReadOnlyList<int>? List(string? text)
    {
        List<int> numbers = [];
        foreach (var part in (text ?? "").Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
            for (var number = ends[0]; number <= ends[^1]; number++) numbers.Add(number);
        }
        return numbers.Count == 0 ? null : numbers;
    }

    public static PressureStats? Pressure(CgroupDirectory? directory, string file)
    {
        var text = directory?.TryRead(file);
        return text is null ? null : new(Share(CgroupText.Line(text, "some")), Share(CgroupText.Line(text, "full")));
    }

    private static PressureShareStats? Share(string? line) =>
        line is null ? null : new(Part(line, "avg10"), Part(line, "avg60"), Part(line, "avg300"), Parse(CgroupText.Part(line, "total")) ?? 0);

    private static double Part(string line, string key) => double.Parse(CgroupText.Part(line, key) ?? "0", CultureInfo.InvariantCulture);
}
