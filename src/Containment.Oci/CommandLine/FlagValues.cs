namespace Containment.Oci.CommandLine;

/// <summary>What was given for each flag, checked.</summary>
internal sealed class FlagValues
{
    private readonly Dictionary<string, List<string>> _values = [];

    public bool Given(Flag flag) => _values.ContainsKey(flag.Name);

    public bool On(Flag flag) => _values.TryGetValue(flag.Name, out var values) && GoText.Bool(values[^1]) == true;

    /// <summary>What was given last, or the default; null without either. An empty text counts as not given.</summary>
    public string? Text(Flag flag) => _values.TryGetValue(flag.Name, out var values) && values[^1].Length > 0 ? values[^1] : flag.Default;

    /// <summary>What was given last, or the default; null without either.</summary>
    public long? Number(Flag flag) => _values.TryGetValue(flag.Name, out var values) ? GoText.Number(values[^1]) : flag.Default is { } unless ? GoText.Number(unless) : null;

    public IReadOnlyList<string> All(Flag flag) => _values.TryGetValue(flag.Name, out var values) ? values : [];

    /// <exception cref="UsageException">No value of the flag's kind.</exception>
    public void Add(Flag flag, string given, string value)
    {
        if (flag.Kind == FlagKind.Switch && GoText.Bool(value) is null) throw new UsageException($"invalid boolean value \"{value}\" for -{given}: parse error");
        if (flag.Kind == FlagKind.Number && GoText.Number(value) is null) throw new UsageException($"invalid value \"{value}\" for flag -{given}: parse error");
        if (!_values.TryGetValue(flag.Name, out var values)) _values.Add(flag.Name, values = []);
        values.Add(value);
    }
}
