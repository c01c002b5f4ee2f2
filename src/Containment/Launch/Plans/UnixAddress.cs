using System.Text;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>The address of a unix socket that has a path, as bind(2) and connect(2) take it (unix(7)).</summary>
internal static class UnixAddress
{
    public const int Family = 1, LongestPath = 107;

    /// <summary>Where the path begins.</summary>
    public const int PathAt = 2;

    public static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= LongestPath;

    /// <exception cref="InvalidSpecException">The path is too long for an address.</exception>
    public static PlanData Of(string path)
    {
        var name = Encoding.UTF8.GetBytes(path);
        return name.Length <= LongestPath ? new PlanData([Family, 0, .. name, 0]) : throw new InvalidSpecException("runtimeDirectory", path, $"a path short enough for a socket ({LongestPath} bytes)");
    }
}
