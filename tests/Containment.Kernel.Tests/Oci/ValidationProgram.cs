using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Oci;

/// <summary>A row of validation.tsv: a validation program of the OCI, what it must reach, and why where that is not a pass.</summary>
internal sealed record ValidationProgram(string Name, string Reach, string Why)
{
    public static IReadOnlyList<ValidationProgram> All { get; } =
        [.. File.ReadLines(Programs.InRepository("tests/Containment.Kernel.Tests/Oci/validation.tsv")).Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t')).Select(cells => new ValidationProgram(cells[0], cells[1], cells.ElementAtOrDefault(2) ?? ""))];

    public static IEnumerable<string> ToPass => All.Where(program => program.Reach == "pass").Select(program => program.Name);
}
