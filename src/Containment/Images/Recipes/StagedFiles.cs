using Containment.Images.Layers;

namespace Containment.Images.Recipes;

/// <summary>
/// Puts scripts and the recipe's files where the build takes them from. Copies have the recipe's time and plain modes, so that an image does not
/// depend on when and with which umask its sources were checked out.
/// </summary>
internal sealed class StagedFiles(ImageRecipe recipe, BuildPlaces places)
{
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <exception cref="InvalidSpecException">A source is missing, or is neither file, directory nor link.</exception>
    public void Write()
    {
        MakeDirectory(Path.Combine(places.Inside, "files"));
        MakeDirectory(Path.Combine(places.Inside, "keys"));
        for (var i = 0; i < recipe.Files.Count; i++) Stage(recipe.Files[i], $"files[{i}]", Path.Combine(places.Inside, "files", $"{i}"));
        foreach (var (user, keys) in ApplyScript.Keys(recipe)) Text(Path.Combine(places.Inside, "keys", user), string.Join('\n', keys) + "\n");
        Text(Path.Combine(places.Inside, "apply.sh"), ApplyScript.Write(recipe));
        Text(Path.Combine(places.Inside, "first-boot"), FirstBootFiles.WriteScript(recipe));
        Text(Path.Combine(places.Inside, "first-boot.service"), FirstBootFiles.WriteUnit());
        Text(places.SetupHook, HookScripts.Setup(places), Executable);
        Text(places.EssentialHook, HookScripts.Essential(places), Executable);
        Text(places.CustomizeHook, HookScripts.Customize(places), Executable);
        WriteEarly();
    }

    private void WriteEarly()
    {
        MakeDirectory(Path.Combine(places.Early, "files"));
        for (var i = 0; i < recipe.Files.Count; i++)
            if (recipe.Files[i].Early) Stage(recipe.Files[i], $"files[{i}]", Path.Combine(places.Early, "files", $"{i}"));
        Text(Path.Combine(places.Early, "early.sh"), ApplyScript.WriteEarly(recipe));
    }

    private void Stage(RecipeFile file, string field, string target)
    {
        if (file.Content is { } content) Text(target, content);
        else if (file.Source is { } source) Copy(source, $"{field}.source", target);
        else if (file.Link is null) throw new InvalidSpecException(field, file.Path, "a content, a source or a link");
    }

    private void Copy(string source, string field, string target)
    {
        if (Directory.Exists(source) && new DirectoryInfo(source).LinkTarget is null)
        {
            MakeDirectory(target);
            foreach (var entry in Directory.EnumerateFileSystemEntries(source)) CopyEntry(entry, field, Path.Combine(target, Path.GetFileName(entry)));
            Directory.SetLastWriteTimeUtc(target, recipe.Timestamp.UtcDateTime);
        }
        else CopyFile(source, field, target);
    }

    private void CopyEntry(string source, string field, string target)
    {
        if (new FileInfo(source).LinkTarget is { } link) File.CreateSymbolicLink(target, link);
        else Copy(source, field, target);
    }

    private void CopyFile(string source, string field, string target)
    {
        using var from = RegularFile.Open(source) ?? throw new InvalidSpecException(field, source, "a file or directory that exists");
        var executable = (File.GetUnixFileMode(from.SafeFileHandle) & UnixFileMode.UserExecute) != 0;
        using (var to = Create(target, executable ? Executable : Plain)) from.CopyTo(to);
        File.SetLastWriteTimeUtc(target, recipe.Timestamp.UtcDateTime);
    }

    private void Text(string path, string text, UnixFileMode mode = Plain)
    {
        using (var file = Create(path, mode)) file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        File.SetLastWriteTimeUtc(path, recipe.Timestamp.UtcDateTime);
    }

    // The mode is set once more, because the umask takes from the one that a file is made with.
    private static FileStream Create(string path, UnixFileMode mode)
    {
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        File.SetUnixFileMode(file.SafeFileHandle, mode);
        return file;
    }

    private static void MakeDirectory(string path)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, Executable);
    }
}
