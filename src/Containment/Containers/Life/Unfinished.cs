namespace Containment.Containers.Life;

/// <summary>
/// What is being given to a running container, or taken from it, written down before it begins. Found by the next verb or the next opening of the host, it
/// says that somebody was killed in the middle: then the mount or device is taken away, as if it had never been given, or as was wanted.
/// </summary>
/// <param name="IsDevice">A device; else a mount.</param>
/// <param name="Name">The device's name, or where the mount is.</param>
internal sealed record Unfinished(bool IsDevice, string Name)
{
    public void Write(string path) => File.WriteAllText(path, $"{(IsDevice ? "device" : "mount")} {Name}");

    /// <summary>Null where nothing is unfinished, or nothing had begun: a file that is not whole was never acted upon.</summary>
    public static Unfinished? Read(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Split(' ', 2) is [("device" or "mount") and var kind, { Length: > 0 } name] ? new(kind == "device", name) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
