using Containment.Linux.Descriptors;

namespace Containment.Containers.Guests;

/// <summary>A container's files on the host. They are written over and never exchanged: what a container has mounted stays the same file.</summary>
internal sealed class GuestDirectory(string path)
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string Path => path;

    /// <summary>Where the files of all containers are.</summary>
    public static string All(ContainerHostOptions host) => System.IO.Path.Combine(host.RuntimeDirectory, "guests");

    public static GuestDirectory Of(ContainerHostOptions host, ContainerId id) => new(System.IO.Path.Combine(All(host), id.Value));

    /// <summary>What is there for a container to be told.</summary>
    public string Told => System.IO.Path.Combine(path, "told");

    /// <summary>What it looks names up in.</summary>
    public string Names => System.IO.Path.Combine(path, "names");

    public string PathOf(GuestFile file) => System.IO.Path.Combine(path, file.Name);

    public FileIdentity? Identify(GuestFile file)
    {
        using var descriptor = LibC.open(PathOf(file), OpenFlags.Path | OpenFlags.NoFollow | OpenFlags.CloseOnExec, 0) is var number and >= 0 ? new Descriptor(number) : null;
        if (descriptor is null) return null;
        var status = FileStatus.Of(descriptor);
        return new(status.Inode, status.Device.Major, status.Device.Minor);
    }

    /// <summary>In one write, which no reader of a page sees half of; cut off only after it.</summary>
    public void Write(GuestFile file, byte[] content)
    {
        using var handle = File.OpenHandle(PathOf(file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(handle, content, 0);
        if (RandomAccess.GetLength(handle) > content.Length) RandomAccess.SetLength(handle, content.Length);
    }

    /// <summary>Makes those that are not there.</summary>
    public void Create(IEnumerable<GuestFile> files)
    {
        Directory.CreateDirectory(path);
        foreach (var file in files)
        {
            if (File.Exists(PathOf(file))) continue;
            File.WriteAllBytes(PathOf(file), []);
            // Whoever is root inside is nobody here.
            File.SetUnixFileMode(PathOf(file), ForAll | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Fine when it is not there.</summary>
    public void Remove()
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }
}
