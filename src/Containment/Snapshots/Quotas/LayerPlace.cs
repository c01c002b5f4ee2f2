namespace Containment.Snapshots.Quotas;

/// <summary>Where the numbered layers of a container are: all of one that has a quota.</summary>
/// <param name="Home">The container's directory.</param>
internal readonly record struct LayerPlace(string Home)
{
    public const string Name = "layers";

    public string Layers => Path.Combine(Home, Name);

    /// <summary>The file system that holds them, where they are in a file. Named like no other, for loop devices are looked for by names.</summary>
    public string Image => Path.Combine(Home, Path.GetFileName(Home) + ".disk");

    public static LayerPlace Of(ContainerHostOptions host, ContainerId id) => new(Path.Combine(host.StateDirectory, "containers", id.Value));

    /// <summary>Makes the directory, for nobody but its owner.</summary>
    public void Make() => Directory.CreateDirectory(Layers, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
