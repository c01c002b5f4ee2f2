namespace Containment.Images.Recipes;

/// <summary>How a container of a recipe's image runs, as the image's config says it (image-spec, config.md). Pure.</summary>
internal static class RecipeProgram
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", Init = "/sbin/init";

    public static ImageConfig Of(ImageRecipe recipe)
    {
        var boots = recipe.Init != RecipeInit.None && recipe.Entrypoint.Count == 0;
        IReadOnlyList<string> entrypoint = boots ? [Init] : recipe.Entrypoint;
        if (recipe.Init == RecipeInit.None && FirstBootFiles.Commands(recipe).Count > 0) entrypoint = [FirstBootFiles.Script, .. entrypoint];
        return new()
        {
            Entrypoint = entrypoint,
            Cmd = recipe.Command.Count > 0 || boots || recipe.Entrypoint.Count > 0 ? recipe.Command : ["/bin/sh"],
            Env = [.. Environment(recipe)],
            WorkingDir = recipe.WorkingDirectory,
            User = recipe.User,
            StopSignal = recipe.StopSignal?.ToString() ?? (boots ? Signal.Halt.ToString() : null),
        };
    }

    private static IEnumerable<string> Environment(ImageRecipe recipe)
    {
        if (!recipe.Environment.ContainsKey("PATH")) yield return $"PATH={DefaultPath}";
        if (!recipe.Environment.ContainsKey("LANG")) yield return $"LANG={recipe.Locale}";
        foreach (var (name, value) in recipe.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal)) yield return $"{name}={value}";
    }
}
