namespace Containment.Launch;

/// <summary>
/// Where a root is attached, in the container's own mount namespace: a directory that everybody may walk to, because the child may
/// be nobody on the host by then.
/// </summary>
internal static class MountPlace
{
    public static readonly string Usual = ((string[])["/mnt", "/tmp", "/run", "/var"]).FirstOrDefault(Directory.Exists) ?? "/usr";
}
