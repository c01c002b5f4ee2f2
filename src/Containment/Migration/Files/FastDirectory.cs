namespace Containment.Migration.Files;

/// <summary>A directory in memory for the images of one move; named after it, so that recovery finds it.</summary>
internal static class FastDirectory
{
    public const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const string Shared = "/dev/shm";

    public static string PathOf(ContainerHost host, Guid migrationId, MigrationRole role)
    {
        var parent = IsMemory(host.Options.RuntimeDirectory) || !IsMemory(Shared) ? host.Options.RuntimeDirectory : Shared;
        return Path.Combine(parent, $"containment-{migrationId:N}-{(role == MigrationRole.Source ? "source" : "target")}");
    }

    /// <summary>Makes it anew. What it returns is readable to everybody, because a restore reads it as the container's own root; the way to it is not.</summary>
    public static string Create(ContainerHost host, Guid migrationId, MigrationRole role)
    {
        Delete(host, migrationId, role);
        Directory.CreateDirectory(PathOf(host, migrationId, role), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var images = ImagesOf(host, migrationId, role);
        Directory.CreateDirectory(images);
        File.SetUnixFileMode(images, Readable | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return images;
    }

    public static string ImagesOf(ContainerHost host, Guid migrationId, MigrationRole role) => Path.Combine(PathOf(host, migrationId, role), "images");

    /// <summary>For pages that are not in the images.</summary>
    public static string PagesOf(ContainerHost host, Guid migrationId, MigrationRole role) => Path.Combine(PathOf(host, migrationId, role), "pages");

    public static void Delete(ContainerHost host, Guid migrationId, MigrationRole role)
    {
        var path = PathOf(host, migrationId, role);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    /// <summary>Bytes that are free there.</summary>
    public static long FreeBytes(ContainerHost host) => new DriveInfo(Path.GetDirectoryName(PathOf(host, Guid.Empty, MigrationRole.Target))!).AvailableFreeSpace;

    private static bool IsMemory(string directory) => Directory.Exists(directory) && new DriveInfo(directory).DriveFormat == "tmpfs";
}
