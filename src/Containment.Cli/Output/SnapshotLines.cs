using System.Text.Json.Nodes;
using Containment.Histories;

namespace Containment.Cli.Output;

/// <summary>Snapshots as lines for a person, children below their parents, and as JSON for a program.</summary>
internal static class SnapshotLines
{
    public static string Of(Snapshot one) =>
        $"{one.Name}  {one.TakenAt:u}  files {Sizes.Of(one.FileBytes)}{(one.HasMemory ? $"  memory {Sizes.Of(one.MemoryBytes)}" : "")}{(one.Freeze > TimeSpan.Zero ? $"  frozen {one.Freeze.TotalMilliseconds:0.0} ms" : "")}{(one.IsScheduled ? "  scheduled" : "")}";

    /// <summary>In the order of the tree, each below its parent by two columns.</summary>
    public static IEnumerable<string> Tree(IReadOnlyList<Snapshot> all)
    {
        var children = all.ToLookup(one => one.Parent);
        var open = new Stack<(Snapshot One, int Depth)>(children[null].Reverse().Select(one => (one, 0)));
        while (open.TryPop(out var next))
        {
            yield return $"{(next.One.IsCurrent ? "*" : " ")} {new string(' ', 2 * next.Depth)}{Of(next.One)}";
            foreach (var child in children[next.One.Name].Reverse()) open.Push((child, next.Depth + 1));
        }
    }

    public static string Json(Snapshot one) => new JsonObject
    {
        ["name"] = one.Name, ["parent"] = one.Parent, ["takenAt"] = one.TakenAt, ["memory"] = one.HasMemory, ["fileBytes"] = one.FileBytes,
        ["memoryBytes"] = one.MemoryBytes, ["freezeMilliseconds"] = one.Freeze.TotalMilliseconds, ["current"] = one.IsCurrent, ["scheduled"] = one.IsScheduled,
    }.ToJsonString();
}
