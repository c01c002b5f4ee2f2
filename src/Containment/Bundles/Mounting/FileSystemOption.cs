namespace Containment.Bundles.Mounting;

/// <summary>An option for the file system itself: a flag, or a key with its value (fsconfig(2)).</summary>
internal readonly record struct FileSystemOption(string Key, string? Value)
{
    public override string ToString() => Value is null ? Key : $"{Key}={Value}";
}
