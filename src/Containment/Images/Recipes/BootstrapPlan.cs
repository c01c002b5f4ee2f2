using System.Globalization;

namespace Containment.Images.Recipes;

/// <summary>How mmdebstrap is called for a recipe (mmdebstrap(1)). Pure.</summary>
internal static class BootstrapPlan
{
    /// <summary>In which file of the image dpkg finds what it was told during the build, which holds for later too.</summary>
    public const string DpkgOptions = "/etc/dpkg/dpkg.cfg.d/99mmdebstrap";

    /// <summary>Of dpkg's options, those that only a build may have: nothing is lost if it dies, and nobody answers questions.</summary>
    public static IReadOnlyList<string> BuildOnly { get; } = ["force-unsafe-io", "force-confold"];

    /// <summary>Its arguments; the archive comes on its standard output.</summary>
    public static IReadOnlyList<string> Arguments(ImageRecipe recipe, BuildPlaces places)
    {
        List<string> arguments =
        [
            "--mode=root",
            "--format=tar",
            $"--variant={recipe.Base.Variant}",
            $"--components={string.Join(',', recipe.Base.Components)}",
            // A container has a /dev of its own. Packages stay until they are kept.
            "--skip=output/dev,essential/unlink",
            "--aptopt=Acquire::Languages \"none\"",
            "--aptopt=Acquire::Retries \"3\"",
            .. BuildOnly.Select(option => $"--dpkgopt={option}"),
        ];
        if (!recipe.Documentation) arguments.AddRange(LeftOut(recipe.Locale).Select(option => $"--dpkgopt={option}"));
        if (Packages(recipe) is { Count: > 0 } packages) arguments.Add($"--include={string.Join(',', packages)}");
        arguments.Add($"--setup-hook={places.SetupHook}");
        if (recipe.Files.Any(file => file.Early)) arguments.Add($"--essential-hook={places.EssentialHook}");
        arguments.AddRange([$"--customize-hook={places.CustomizeHook}", recipe.Base.Suite, "-"]);
        if (recipe.Base.Mirror is { } mirror) arguments.Add(mirror);
        return arguments;
    }

    /// <summary>What its environment has beside this process's own, which may say how the network is reached.</summary>
    public static IReadOnlyDictionary<string, string> Environment(ImageRecipe recipe, BuildPlaces places) => new Dictionary<string, string>
    {
        ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ["HOME"] = "/root",
        ["LC_ALL"] = "C.UTF-8",
        ["DEBIAN_FRONTEND"] = "noninteractive",
        ["TMPDIR"] = places.Scratch,
        ["SOURCE_DATE_EPOCH"] = recipe.Timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Those of the recipe, and those that its other keys need.</summary>
    public static IReadOnlyList<string> Packages(ImageRecipe recipe)
    {
        List<string> packages = [];
        if (recipe.Init == RecipeInit.Systemd) packages.Add("systemd-sysv");
        if (recipe.Users.Count > 0) packages.Add("passwd");
        if (recipe.Locale != "C.UTF-8") packages.Add("locales");
        return [.. packages.Concat(recipe.Packages).Distinct()];
    }

    private static IEnumerable<string> LeftOut(string locale)
    {
        string[] options =
        [
            "path-exclude=/usr/share/man/*", "path-exclude=/usr/share/info/*", "path-exclude=/usr/share/lintian/*", "path-exclude=/usr/share/linda/*",
            "path-exclude=/usr/share/doc/*", "path-include=/usr/share/doc/*/copyright",
            "path-exclude=/usr/share/locale/*", "path-include=/usr/share/locale/locale.alias",
        ];
        var language = locale.Split('.')[0];
        return language == "C" ? options : options.Concat([$"path-include=/usr/share/locale/{language}/*", $"path-include=/usr/share/locale/{language.Split('_')[0]}/*"]);
    }
}
