using Containment.Images.Recipes;

namespace Containment.Images;

/// <summary>
/// What an image of a small Debian system is made of: a distribution's base, packages, and what is put into it. The same recipe and the same
/// versions of packages give the same image, byte for byte (docs/recipes.md).
/// </summary>
public sealed record ImageRecipe
{
    /// <summary>A recipe that is given everything but name and base by its properties.</summary>
    /// <param name="name">What the image is called; see <see cref="Name"/>.</param>
    /// <param name="base">The distribution.</param>
    /// <exception cref="InvalidSpecException">The name is of another form.</exception>
    public ImageRecipe(string name, RecipeOrigin @base) => (Name, Base) = (name, @base);

    /// <summary>The image's name (org.opencontainers.image.ref.name): 1 to 128 of a-z A-Z 0-9 - _ . : / and a letter or digit first.</summary>
    public string Name { get; init => field = RecipeRules.Name(value, "name"); }

    /// <summary>The distribution and which packages there are at first.</summary>
    public RecipeOrigin Base { get; init; }

    /// <summary>Which init the image has. Default: none, for a container of one program.</summary>
    public RecipeInit Init { get; init; }

    /// <summary>Packages beyond the base: names, <c>name=version</c>, <c>name/suite</c> or <c>name:architecture</c>.</summary>
    public IReadOnlyList<string> Packages { get; init => field = RecipeRules.Packages(value, "packages"); } = [];

    /// <summary>Keeps manual pages, documentation and translations of packages. Default false: only copyright files are kept.</summary>
    public bool Documentation { get; init; }

    /// <summary>The language of programs, as <c>de_DE.UTF-8</c>. Default <c>C.UTF-8</c>, which needs no further package.</summary>
    public string Locale { get; init => field = RecipeRules.Locale(value, "locale"); } = "C.UTF-8";

    /// <summary>Users to make, in order.</summary>
    public IReadOnlyList<RecipeUser> Users { get; init => field = RecipeRules.Users(value, "users"); } = [];

    /// <summary>Public keys that may log in as root, a line each (sshd(8), "AUTHORIZED_KEYS FILE FORMAT").</summary>
    public IReadOnlyList<string> SshKeys { get; init => field = RecipeRules.Keys(value, "ssh-keys"); } = [];

    /// <summary>Files and directories to put into the image, in order.</summary>
    public IReadOnlyList<RecipeFile> Files { get; init; } = [];

    /// <summary>Services that begin at boot, or that may not. They need an init.</summary>
    public RecipeServices Services { get; init; } = new();

    /// <summary>
    /// Lines of shell that run once, as root or as <see cref="User"/>, when a container of the image starts for the first time: before its
    /// services, or before its program where it has no init. When a line fails, the program does not start; all are tried again at the next start.
    /// </summary>
    public IReadOnlyList<string> FirstBoot { get; init => field = RecipeRules.Lines(value, "first-boot"); } = [];

    /// <summary>The most that all files may take, in bytes, uncompressed; null is no limit. A larger image is not made.</summary>
    public long? SizeLimit { get; init => field = value is null or > 0 ? value : throw new InvalidSpecException("size-limit", value, "a size of at least 1 byte"); }

    /// <summary>The time that files have which came into being during the build, and the image itself. Default 2025-01-01 00:00 UTC.</summary>
    public DateTimeOffset Timestamp { get; init => field = RecipeRules.Timestamp(value, "timestamp"); } = DefaultTimestamp;

    /// <summary>The program and its first arguments. Default: the init, where there is one.</summary>
    public IReadOnlyList<string> Entrypoint { get; init => field = RecipeRules.Words(value, "entrypoint"); } = [];

    /// <summary>Further arguments, which whoever makes a container may replace. Default: <c>/bin/sh</c> where there is neither entry point nor init.</summary>
    public IReadOnlyList<string> Command { get; init => field = RecipeRules.Words(value, "command"); } = [];

    /// <summary>Environment variables of the program. PATH and LANG are set where missing.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init => field = RecipeRules.Environment(value, "environment"); } = new Dictionary<string, string>();

    /// <summary>Who runs the program: a name or <c>uid[:gid]</c>; null is root.</summary>
    public string? User { get; init => field = value is null ? null : RecipeRules.Owner(value, "user"); }

    /// <summary>Where the program runs; absolute. Null is <c>/</c>.</summary>
    public string? WorkingDirectory { get; init => field = value is null ? null : RecipeRules.Inside(value, "working-directory"); }

    /// <summary>The signal that asks the program to end; null is the init's own, else SIGTERM.</summary>
    public Signal? StopSignal { get; init; }

    internal static DateTimeOffset DefaultTimestamp { get; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads a recipe from a file. Paths in it are relative to the file's directory.</summary>
    /// <param name="path">A file in YAML 1.2 (docs/recipes.md has all of its keys).</param>
    /// <param name="arguments">Values for <c>${NAME}</c> in sources of files; they go before the recipe's own under <c>arguments</c>.</param>
    /// <exception cref="InvalidSpecException">There is no such file, it is no YAML, has a key that is unknown or a value that can't be right; the field names file and line.</exception>
    public static ImageRecipe Read(string path, IReadOnlyDictionary<string, string>? arguments = null)
    {
        var full = Path.GetFullPath(path);
        return RecipeReader.Read(RecipeText.Read(full), Path.GetFileName(full), Path.GetDirectoryName(full)!, arguments ?? new Dictionary<string, string>());
    }

    /// <summary>Reads a recipe from text.</summary>
    /// <param name="text">YAML 1.2.</param>
    /// <param name="directory">What paths in it are relative to; absolute.</param>
    /// <param name="arguments">As of <see cref="Read"/>.</param>
    /// <exception cref="InvalidSpecException">As of <see cref="Read"/>; the file is called "recipe".</exception>
    public static ImageRecipe Parse(string text, string directory = "/", IReadOnlyDictionary<string, string>? arguments = null) =>
        RecipeReader.Read(text, "recipe", directory, arguments ?? new Dictionary<string, string>());
}
