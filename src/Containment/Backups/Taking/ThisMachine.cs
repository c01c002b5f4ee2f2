namespace Containment.Backups.Taking;

/// <summary>Which machine this is.</summary>
internal static class ThisMachine
{
    private const string File = "/etc/machine-id";

    /// <summary>As machine-id(5) says; its name where there is no such file.</summary>
    public static string Id => System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).Trim() : Environment.MachineName;
}
