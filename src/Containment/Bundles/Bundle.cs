using Containment.Bundles.Oci;
using Containment.Bundles.Rules;
using Containment.Linux.Descriptors;

namespace Containment.Bundles;

/// <summary>
/// An OCI bundle (runtime-spec, bundle.md): a directory with a config.json and a root file system. It is read once; later
/// changes on disk have no effect.
/// </summary>
public sealed class Bundle
{
    private const string ConfigFile = "config.json";
    private const long LargestConfig = 4 << 20;

    private Bundle(string path, string rootPath, RuntimeSpec spec, byte[] config) => (Path, RootPath, Spec, Config) = (path, rootPath, spec, config);

    /// <summary>The bundle's directory; absolute.</summary>
    public string Path { get; }

    /// <summary>The root file system's directory; absolute, without symbolic links.</summary>
    public string RootPath { get; }

    internal RuntimeSpec Spec { get; }

    /// <summary>config.json as it was read.</summary>
    internal ReadOnlyMemory<byte> Config { get; }

    /// <summary>Reads the bundle in a directory and checks all of it.</summary>
    /// <exception cref="InvalidSpecException">It is no bundle, or its config.json is not right: the exception names the field, such as <c>process.cwd</c>.</exception>
    /// <exception cref="KernelException">The kernel refused to read it.</exception>
    public static Bundle Open(string path)
    {
        if (string.IsNullOrEmpty(path) || !Directory.Exists(path)) throw new InvalidSpecException("bundle", path, "a directory that exists");
        path = System.IO.Path.GetFullPath(path);
        try
        {
            using var directory = At.OpenDirectory(path);
            var config = ReadConfig(directory, path);
            var spec = RuntimeSpecText.Read(config, path);
            Rule.Each(spec.Mounts, "mounts", MountRules.CheckProc);
            return new(path, Root(directory, path, spec.Root!.Path), spec, config);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Writes a config.json into a directory, all of it or nothing.</summary>
    internal static void Write(string path, RuntimeSpec spec)
    {
        var temporary = System.IO.Path.Combine(path, $".{ConfigFile}.new");
        using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            file.Write(RuntimeSpecText.Write(spec));
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, System.IO.Path.Combine(path, ConfigFile), overwrite: true);
    }

    private static byte[] ReadConfig(Descriptor directory, string path)
    {
        Descriptor file;
        try
        {
            file = Beneath.OpenWithin(directory, ConfigFile, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        }
        catch (KernelRefusal refusal) when (PathErrors.AreTheirs(refusal.Error))
        {
            throw new InvalidSpecException("bundle", path, $"a directory with a {ConfigFile}", refusal);
        }
        using (file)
        {
            var status = FileStatus.Of(file);
            if (status.Kind != FileKind.Regular) throw new InvalidSpecException(ConfigFile, status.Kind, "a file");
            if (status.Size > LargestConfig) throw new InvalidSpecException(ConfigFile, status.Size, $"at most {LargestConfig} bytes");
            using var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(file.Number, ownsHandle: false), FileAccess.Read);
            var content = new byte[status.Size];
            return content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
        }
    }

    // A relative path stays inside the bundle, whatever links there are; an absolute one was chosen by whoever wrote it.
    private static string Root(Descriptor bundle, string path, string root)
    {
        try
        {
            if (root.StartsWith('/')) root = System.IO.Path.GetFullPath(root);
            using var found = root.StartsWith('/') ? At.OpenDirectory(root) : Beneath.OpenWithin(bundle, root, OpenFlags.Path | OpenFlags.Directory);
            return File.ResolveLinkTarget(found.ProcPath, returnFinalTarget: false)!.FullName;
        }
        catch (KernelRefusal refusal) when (PathErrors.AreTheirs(refusal.Error))
        {
            throw new InvalidSpecException("root.path", root, $"a directory that exists, absolute or inside {path}", refusal);
        }
    }
}
