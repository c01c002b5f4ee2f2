namespace Containment.Machine.Tests.Machines;

/// <summary>What machines are made of: eng/vm.sh makes it, eng/publish.sh compiles the programs.</summary>
internal static class Recipe
{
    private static readonly (string Project, string Program)[] Compiled =
        [("src/Containment.Cli", "containment"), ("src/Containment.Oci", "containment-oci"), ("tests/Containment.Probe", "containment-probe")];

    public static string Directory { get; } = Kernel.Tests.Needs.Machine.VirtualMachine;

    /// <summary>The programs of the project as they are shipped, compiled ahead of time.</summary>
    public static string Programs { get; } = Kernel.Tests.Fixtures.Programs.InRepository("artifacts/publish");

    /// <summary>Of these the command line, for this machine itself.</summary>
    public static string Tool => System.IO.Directory.EnumerateFiles(Path.Combine(Programs, "Containment.Cli"), "containment", SearchOption.AllDirectories).First();

    /// <summary>Which program has not been compiled, and how that is done.</summary>
    public static string? Missing =>
        Compiled.Where(one => !System.IO.Directory.Exists(Path.Combine(Programs, Path.GetFileName(one.Project))))
            .Select(one => $"{one.Program} is not compiled: eng/publish.sh {one.Project} {one.Program}").FirstOrDefault();
}
