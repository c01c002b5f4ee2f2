namespace Containment.Linux.Descriptors;

/// <summary>What a file carries besides its content. Times are nanoseconds since 1970.</summary>
internal readonly record struct FileMetadata(ushort Mode, uint Uid, uint Gid, Int128 Modified, IReadOnlyList<KeyValuePair<string, byte[]>> Attributes)
{
    /// <summary>Gives it to a name, in the one order in which nothing undoes what was done: a new owner drops setuid and capabilities.</summary>
    public void ApplyTo(Descriptor directory, PathBytes name, FileKind kind)
    {
        At.Chown(directory, name, Uid, Gid);
        if (kind != FileKind.Symlink) At.Chmod(directory, name, Mode);
        foreach (var (key, value) in Attributes) ExtendedAttributes.Set(directory, name, key, value);
        At.Touch(directory, name, Modified);
    }
}
