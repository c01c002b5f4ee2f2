using System.Runtime.CompilerServices;

namespace Containment.Tests.Architecture;

/// <summary>The project's own C# files, as git knows them by place.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    public static IEnumerable<string> Files(params string[] tops) =>
        tops.Select(top => Path.Combine(Root, top)).Where(Directory.Exists)
            .SelectMany(top => Directory.EnumerateFiles(top, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    /// <summary>Those in C.</summary>
    public static IEnumerable<string> Native() =>
        Directory.EnumerateFiles(Path.Combine(Root, "native"), "*.?", SearchOption.AllDirectories).Where(file => file.EndsWith(".c", StringComparison.Ordinal) || file.EndsWith(".h", StringComparison.Ordinal));

    private static string Find([CallerFilePath] string here = "")
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Containment.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("Containment.sln is not above the tests");
    }
}
