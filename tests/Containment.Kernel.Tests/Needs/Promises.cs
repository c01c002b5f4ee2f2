using System.Text.RegularExpressions;

namespace Containment.Kernel.Tests.Needs;

/// <summary>What the one who runs the tests says that the machine has: CONTAINMENT_PROMISES=root,criu,…</summary>
internal static partial class Promises
{
    private static readonly HashSet<string> Names =
        [.. (Environment.GetEnvironmentVariable("CONTAINMENT_PROMISES") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    public static bool Include(Need need) => Names.Contains(NameOf(need));

    public static IEnumerable<string> Unknown => Names.Except(Enum.GetValues<Need>().Select(NameOf));

    public static string NameOf(Need need) => Boundary().Replace(need.ToString(), "-$1").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])([A-Z])")]
    private static partial Regex Boundary();
}
