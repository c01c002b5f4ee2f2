namespace Containment.Oci.States;

/// <summary>A file that only its owner reads, since a process's environment in it may hold secrets; replaced in one step.</summary>
internal static class PrivateFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.new";
        // One that a killed program left would keep its mode.
        File.Delete(temporary);
        using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            file.Write(content);
        File.Move(temporary, path, overwrite: true);
    }
}
