using Containment.Launch;
using Containment.Linux.Processes;

namespace Containment.Oci.Life;

/// <summary>What a held process has left to do, kept with the container so that start can say which of it failed: <c>NUMBER SUBJECT</c>.</summary>
internal static class StartSteps
{
    public static IReadOnlyList<string> Of(LaunchPlan plan)
    {
        var held = plan.Child.ToList().FindIndex(step => step.Call == SystemCall.Report);
        return held < 0 ? [] : [.. plan.Child.Skip(held + 1).Select((step, n) => $"{plan.Keeper.Count + held + 1 + n} {step.Subject}")];
    }

    public static IReadOnlyDictionary<int, string> Read(IReadOnlyList<string>? kept)
    {
        var steps = new Dictionary<int, string>();
        foreach (var line in kept ?? [])
            if (line.IndexOf(' ') is > 0 and var space && int.TryParse(line.AsSpan(0, space), out var number)) steps[number] = line[(space + 1)..];
        return steps;
    }
}
