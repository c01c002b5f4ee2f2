using System.Globalization;

namespace Containment.Containers.Guests.Texts;

/// <summary>/proc/cpuinfo (proc_cpuinfo(5)) with the container's processors alone. Pure.</summary>
internal static class ProcessorText
{
    public static string Write(string machine, GuestFacts facts)
    {
        var seen = facts.Processors.ToHashSet();
        // arm64 has a paragraph about the board, which is no processor's.
        var paragraphs = machine.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(paragraph => NumberOf(paragraph) is not { } number || seen.Contains(number));
        return string.Concat(paragraphs.Select(paragraph => paragraph.Trim('\n') + "\n\n"));
    }

    private static int? NumberOf(string paragraph)
    {
        foreach (var line in paragraph.AsSpan().EnumerateLines())
            if (line.StartsWith("processor", StringComparison.Ordinal) && line.IndexOf(':') is > 0 and var colon && int.TryParse(line[(colon + 1)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
        return null;
    }
}
