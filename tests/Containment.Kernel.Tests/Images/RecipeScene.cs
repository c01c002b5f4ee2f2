using Containment.Images;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Images;

/// <summary>Builds by a recipe, with directories of its own. Packages are fetched once for all tests of a run.</summary>
internal sealed class RecipeScene : IAsyncDisposable
{
    // Packages are the same for all, and only read; a machine that ran the tests before has them.
    public static readonly string Packages = Path.Combine(Environment.GetEnvironmentVariable("CONTAINMENT_CACHE") ?? "/var/cache/containment", "recipes");

    public ProgramScene Programs { get; } = new();

    public TestHost Test => Programs.Test;

    public string Layout => Path.Combine(Test.Top, "layout");

    public Task<BuiltImage> BuildAsync(string recipe, CancellationToken cancellation, IProgress<ImageBuildProgress>? progress = null, LayerCompression compression = LayerCompression.Zstd) =>
        Test.Host.BuildImageAsync(ImageRecipe.Parse(recipe, Test.Top), new(Layout) { PackageCache = Packages, Compression = compression }, progress, cancellation);

    /// <summary>What is left of builds on the machine: directories, mounts, processes.</summary>
    public string[] Remains => [.. Directory.Exists(Builds) ? Directory.EnumerateFileSystemEntries(Builds) : [], .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(Builds, StringComparison.Ordinal)), .. Processes];

    public string Builds => Path.Combine(Test.Options.StateDirectory, "builds");

    /// <summary>Processes that work in a build's directory, by their command lines.</summary>
    public string[] Processes => [.. Directory.EnumerateDirectories("/proc").Select(CommandOf).Where(command => command.Contains(Builds, StringComparison.Ordinal))];

    public ValueTask DisposeAsync() => Programs.DisposeAsync();

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
