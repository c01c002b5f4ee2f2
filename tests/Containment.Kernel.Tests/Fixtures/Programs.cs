namespace Containment.Kernel.Tests.Fixtures;

/// <summary>Where the project's programs are: as built beside these tests, or as CONTAINMENT_CLI, CONTAINMENT_DAEMON and CONTAINMENT_OCI say (such as the native ones).</summary>
internal static class Programs
{
    public static string Cli { get; } = Environment.GetEnvironmentVariable("CONTAINMENT_CLI") ?? Built("Containment.Cli", "containment");

    public static string Daemon { get; } = Environment.GetEnvironmentVariable("CONTAINMENT_DAEMON") ?? Built("Containment.Daemon", "Containment.Daemon");

    /// <summary>The OCI runtime under test.</summary>
    public static string Oci { get; } = Environment.GetEnvironmentVariable("CONTAINMENT_OCI") ?? Built("Containment.Oci", "containment-oci");

    /// <summary>A service that tests move.</summary>
    public static string EchoService { get; } = Built("Containment.EchoService", "Containment.EchoService.dll");

    /// <summary>A file or directory of the repository.</summary>
    public static string InRepository(string path)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Containment.sln"))) directory = directory.Parent ?? throw new DirectoryNotFoundException("no Containment.sln above the tests");
        return Path.Combine(directory.FullName, path);
    }

    private static string Built(string project, string program)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, program);
    }
}
