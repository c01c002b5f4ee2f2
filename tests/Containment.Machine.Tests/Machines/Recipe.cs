using Containment.Kernel.Tests.Fixtures;

namespace Containment.Machine.Tests.Machines;

/// <summary>What machines are made of: eng/vm.sh makes it, eng/publish.sh compiles the programs.</summary>
internal static class Recipe
{
    public static string Directory { get; } = Kernel.Tests.Needs.Machine.VirtualMachine;

    /// <summary>The programs of the project as they are shipped, compiled ahead of time.</summary>
    public static string Programs { get; } = Kernel.Tests.Fixtures.Programs.InRepository("artifacts/publish");
}
