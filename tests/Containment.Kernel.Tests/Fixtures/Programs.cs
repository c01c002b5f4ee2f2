namespace Containment.Kernel.Tests.Fixtures;

/// <summary>Where the project's programs are: as built beside these tests, or as CONTAINMENT_CLI and CONTAINMENT_DAEMON say (such as the native ones).</summary>
internal static class Programs
{
    public static string Cli { get; } = Environment.GetEnvironmentVariable("CONTAINMENT_CLI") ?? Built("Containment.Cli", "containment");

    public static string Daemon { get; } = Environment.GetEnvironmentVariable("CONTAINMENT_DAEMON") ?? Built("Containment.Daemon", "Containment.Daemon");

    private static string Built(string project, string program)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, program);
    }
}
