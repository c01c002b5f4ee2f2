using System.Globalization;

namespace Containment.Linux.Devices;

/// <summary>
/// What cgroup v1's devices controller holds: all devices but some, or none but some. Rules in their order become a table,
/// and the way from one table to another a list of writes. Pure.
/// </summary>
internal sealed class DeviceTable
{
    // In the order in which they came: devices.list shows it, and some look for it.
    private readonly OrderedDictionary<(DeviceKind Kind, long Major, long Minor), DeviceAccess> _exceptions = [];

    /// <summary>Whether the exceptions are denied and everything else allowed.</summary>
    public bool AllowsTheRest { get; private set; }

    /// <summary>The exceptions, as the rules that make them.</summary>
    public IEnumerable<DeviceRule> Exceptions => _exceptions.Select(pair => Rule(!AllowsTheRest, pair.Key, pair.Value));

    /// <summary>Nothing is allowed before the first rule.</summary>
    /// <exception cref="NotSupportedException">v1 can't hold a rule: it takes part of what a wider one gave.</exception>
    public static DeviceTable Of(IEnumerable<DeviceRule> rules)
    {
        var table = new DeviceTable();
        foreach (var rule in rules) table.Add(rule);
        return table;
    }

    /// <summary>Of devices.list, which does not show exceptions where the rest is allowed.</summary>
    public static DeviceTable Parse(string list)
    {
        var table = new DeviceTable();
        foreach (var line in list.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ', ':') is not [var kind, var major, var minor, var access]) throw new FormatException($"not a line of devices.list: {line}");
            if (kind == "a") table.AllowsTheRest = true;
            else table._exceptions[(kind == "b" ? DeviceKind.Block : DeviceKind.Character, Number(major), Number(minor))] = Letters(access);
        }
        return table;
    }

    /// <summary>The rules to write, each to devices.allow or devices.deny, so that this becomes <paramref name="target"/>.</summary>
    public IReadOnlyList<DeviceRule> WritesTo(DeviceTable target)
    {
        // What is excepted where the rest is allowed can't be read, so it is begun anew.
        if (AllowsTheRest || target.AllowsTheRest) return [DeviceRule.DenyAll with { Allow = target.AllowsTheRest }, .. target.Exceptions];
        List<DeviceRule> writes = [];
        foreach (var (key, access) in _exceptions)
            if ((access & ~target._exceptions.GetValueOrDefault(key)) is not DeviceAccess.None and var lost) writes.Add(Rule(false, key, lost));
        foreach (var (key, access) in target._exceptions)
            if ((access & ~_exceptions.GetValueOrDefault(key)) is not DeviceAccess.None and var gained) writes.Add(Rule(true, key, gained));
        return writes;
    }

    public bool Same(DeviceTable other) => AllowsTheRest == other.AllowsTheRest && _exceptions.Count == other._exceptions.Count && _exceptions.All(pair => other._exceptions.GetValueOrDefault(pair.Key) == pair.Value);

    private void Add(DeviceRule rule)
    {
        if (rule.IsEverything)
        {
            AllowsTheRest = rule.Allow;
            _exceptions.Clear();
            return;
        }
        DeviceKind[] kinds = rule.Kind == DeviceKind.All ? [DeviceKind.Block, DeviceKind.Character] : [rule.Kind];
        foreach (var kind in kinds)
        {
            var key = (kind, rule.Major ?? -1L, rule.Minor ?? -1L);
            if (rule.Allow != AllowsTheRest) _exceptions[key] = _exceptions.GetValueOrDefault(key) | rule.Access;
            else Remove(key, rule);
        }
    }

    private void Remove((DeviceKind Kind, long Major, long Minor) key, DeviceRule rule)
    {
        foreach (var (other, access) in _exceptions.ToArray())
        {
            if (other.Kind != key.Kind || (access & rule.Access) == 0 || !Meet(other.Major, key.Major) || !Meet(other.Minor, key.Minor)) continue;
            if (!Covers(key.Major, other.Major) || !Covers(key.Minor, other.Minor))
                throw new NotSupportedException($"cgroup v1 can't take \"{rule}\" out of \"{Rule(!AllowsTheRest, other, access)}\"");
            if ((access & ~rule.Access) is not DeviceAccess.None and var left) _exceptions[other] = left;
            else _exceptions.Remove(other);
        }
    }

    private static bool Meet(long one, long other) => one == other || one < 0 || other < 0;

    private static bool Covers(long wide, long narrow) => wide < 0 || wide == narrow;

    private static DeviceRule Rule(bool allow, (DeviceKind Kind, long Major, long Minor) key, DeviceAccess access) =>
        new(allow, key.Kind, key.Major < 0 ? null : (uint)key.Major, key.Minor < 0 ? null : (uint)key.Minor, access);

    private static long Number(string text) => text == "*" ? -1 : long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static DeviceAccess Letters(string text) =>
        text.Aggregate(DeviceAccess.None, (access, letter) => access | letter switch { 'r' => DeviceAccess.Read, 'w' => DeviceAccess.Write, _ => DeviceAccess.MakeNode });
}
