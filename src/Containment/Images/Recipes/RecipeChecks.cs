namespace Containment.Images.Recipes;

/// <summary>What parts of a recipe must fit together. Pure.</summary>
internal static class RecipeChecks
{
    /// <exception cref="InvalidSpecException">Two parts contradict each other.</exception>
    public static void Check(ImageRecipe recipe)
    {
        if (recipe.Services.Any && recipe.Init == RecipeInit.None) throw new InvalidSpecException("services", "given", "no services where init is none, or init: systemd");
        for (var i = 0; i < recipe.Files.Count; i++)
        {
            var file = recipe.Files[i];
            if (((object?[])[file.Content, file.Source, file.Link]).Count(given => given is not null) != 1) throw new InvalidSpecException($"files[{i}]", file.Path, "exactly one of content, source and link");
        }
    }
}
