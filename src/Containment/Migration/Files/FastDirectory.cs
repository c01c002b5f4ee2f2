namespace Containment.Migration.Files;

/// <summary>A directory in memory for the images of one move; named after it, so that recovery finds it.</summary>
internal static class FastDirectory
{
    private const string Shared = "/dev/shm";

    public static string PathOf(ContainerHost host, Guid migrationId, MigrationRole role)
    {
        var parent = IsMemory(host.Options.RuntimeDirectory) || !IsMemory(Shared) ? host.Options.RuntimeDirectory : Shared;
        return Path.Combine(parent, $"containment-{migrationId:N}-{(role == MigrationRole.Source ? "source" : "target")}");
    }

    public static string Create(ContainerHost host, Guid migrationId, MigrationRole role)
    {
        var path = PathOf(host, migrationId, role);
        Delete(host, migrationId, role);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public static void Delete(ContainerHost host, Guid migrationId, MigrationRole role)
    {
        var path = PathOf(host, migrationId, role);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    /// <summary>Bytes that are free there.</summary>
    public static long FreeBytes(ContainerHost host) => new DriveInfo(Path.GetDirectoryName(PathOf(host, Guid.Empty, MigrationRole.Target))!).AvailableFreeSpace;

    private static bool IsMemory(string directory) => Directory.Exists(directory) && new DriveInfo(directory).DriveFormat == "tmpfs";
}
