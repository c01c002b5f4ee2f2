using Containment.Bundles;

namespace Containment.Cli.Options;

/// <summary>Volumes and mounts of the host as they are typed.</summary>
internal static class VolumeText
{
    /// <summary><c>VOLUME:/inside</c>, or with <c>:ro</c>.</summary>
    public static VolumeMount Parse(string text) => text.Split(':') switch
    {
        [var name, var target] => new(name, target),
        [var name, var target, "ro"] => new(name, target) { ReadOnly = true },
        _ => throw new InvalidSpecException("volume", text, "VOLUME:/inside or VOLUME:/inside:ro"),
    };

    /// <summary>The two names of <c>VOLUME@SNAPSHOT</c>.</summary>
    public static (string Volume, string Snapshot) Snapshot(string text) => text.Split('@') is [var volume, var snapshot] ? (volume, snapshot) : throw new InvalidSpecException("snapshot", text, "VOLUME@SNAPSHOT");

    /// <summary>Whether it names a volume; a path of the host begins with / or with a dot.</summary>
    public static bool IsVolume(string text) => text is not ['/' or '.', ..];

    /// <summary><c>/host:/inside</c>, or with <c>:ro</c>, <c>:idmap</c> or <c>:ro,idmap</c>.</summary>
    public static MountSpec Mount(string text) => text.Split(':') switch
    {
        [var source, var target] => new(target, Path.GetFullPath(source)),
        [var source, var target, var options] when options.Split(',') is var all && all.All(option => option is "ro" or "idmap") => new(target, Path.GetFullPath(source)) { ReadOnly = all.Contains("ro"), IdMapped = all.Contains("idmap") },
        _ => throw new InvalidSpecException("--volume", text, "host:inside, or with :ro, :idmap or :ro,idmap"),
    };

    /// <summary>The same, or <c>tmpfs:/inside</c>, or with a size.</summary>
    public static MountSpec MountOrMemory(string text) => text.Split(':') switch
    {
        ["tmpfs", var target] => new(target),
        ["tmpfs", var target, var size] => new(target) { Size = ByteText.Parse("mount", size) },
        _ => Mount(text),
    };
}
