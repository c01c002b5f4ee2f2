using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>A set of CPUs (or memory nodes) by number, written as in <c>0-3,8</c> (cpuset(7), "List format"), or <see cref="All"/> that the cgroup above has. Never empty.</summary>
[JsonConverter(typeof(TextJsonConverter<CpuSet>))]
public sealed class CpuSet : IParsable<CpuSet>, IEquatable<CpuSet>
{
    private const int Most = 8192;
    private readonly string _text;

    private CpuSet() => (Numbers, _text) = ([], "all");

    /// <summary>No restriction: all that the cgroup above has when it is set. Its numbers are not known, so the list is empty.</summary>
    public static CpuSet All { get; } = new();

    /// <summary>A set of these numbers, in any order.</summary>
    /// <exception cref="InvalidSpecException">None at all, or one that is not from 0 to 8,191.</exception>
    public CpuSet(params IEnumerable<int> numbers)
    {
        Numbers = [.. numbers.Distinct().Order()];
        if (Numbers.Count == 0) throw new InvalidSpecException("cpuSet", "", "at least one number");
        if (Numbers[0] < 0 || Numbers[^1] >= Most) throw new InvalidSpecException("cpuSet", string.Join(',', Numbers), "numbers from 0 to 8191");
        _text = Write(Numbers);
    }

    /// <summary>The numbers, ascending.</summary>
    public IReadOnlyList<int> Numbers { get; }

    /// <summary>Reads the list format, or <c>all</c>.</summary>
    /// <exception cref="InvalidSpecException">It is not in that format, or empty.</exception>
    public static CpuSet Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var set) ? set : throw new InvalidSpecException("cpuSet", s, "a list such as 0-3,8, or all");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out CpuSet result)
    {
        result = All;
        if (s?.Trim() == "all") return true;
        result = null!;
        if (string.IsNullOrWhiteSpace(s)) return false;
        var numbers = new SortedSet<int>();
        foreach (var part in s.Trim().Split(','))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            if (!Number(dash < 0 ? part : part[..dash], out var first) || !Number(dash < 0 ? part : part[(dash + 1)..], out var last) || last < first) return false;
            for (var i = first; i <= last; i++) numbers.Add(i);
        }
        result = new(numbers);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(CpuSet? other) => other?._text == _text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CpuSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The shortest list format, or <c>all</c>.</summary>
    public override string ToString() => _text;

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value < Most;

    private static string Write(IReadOnlyList<int> numbers)
    {
        var text = new StringBuilder();
        for (var i = 0; i < numbers.Count; i++)
        {
            var first = numbers[i];
            while (i + 1 < numbers.Count && numbers[i + 1] == numbers[i] + 1) i++;
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{first}");
            if (numbers[i] != first) text.Append(CultureInfo.InvariantCulture, $"-{numbers[i]}");
        }
        return text.ToString();
    }
}
