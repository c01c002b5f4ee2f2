using Containment.Linux.Cgroups;
using Containment.Resources.V1;
using Containment.Resources.Writes;

namespace Containment.Resources.Memory;

/// <summary>How a v1 memory cgroup was before it was lowered: its limit in bytes, and whether its processes wait anyway.</summary>
internal readonly record struct OomNote(long Limit, bool Disabled)
{
    public static OomNote Read(CgroupDirectory directory) =>
        new(CgroupText.Number(directory.Read(LegacyMemory.Limit)) ?? long.MaxValue, CgroupText.Value(directory.Read(OomHold.Control), "oom_kill_disable") == 1);

    public static bool TryParse(string text, out OomNote note)
    {
        note = default;
        if (CgroupText.Value(text, "limit") is not { } limit || CgroupText.Value(text, "disabled") is not { } disabled) return false;
        note = new(limit, disabled == 1);
        return true;
    }

    /// <summary>Lines, to be read back by <see cref="TryParse"/>.</summary>
    public override string ToString() => string.Create(Text.Culture, $"limit {Limit}\ndisabled {(Disabled ? 1 : 0)}\n");

    public static string Number(long bytes) => bytes.ToString(Text.Culture);
}
