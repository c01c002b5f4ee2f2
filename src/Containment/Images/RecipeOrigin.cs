using Containment.Images.Recipes;

namespace Containment.Images;

/// <summary>The distribution that an image begins with.</summary>
public sealed record RecipeOrigin
{
    /// <summary>A suite of Debian or of a distribution derived from it.</summary>
    /// <param name="suite">Its code name, such as <c>trixie</c>.</param>
    /// <exception cref="InvalidSpecException">No possible name.</exception>
    public RecipeOrigin(string suite) => Suite = suite;

    /// <summary><c>debian</c> (the default) or <c>ubuntu</c>.</summary>
    public string Distribution { get; init => field = value is "debian" or "ubuntu" ? value : throw new InvalidSpecException("distribution", value, "debian or ubuntu"); } = "debian";

    /// <summary>The code name of the suite.</summary>
    public string Suite { get; init => field = RecipeRules.Suite(value, "suite"); }

    /// <summary>
    /// Where packages come from: a URL, or a line as in sources.list(5), such as <c>deb [check-valid-until=no] URL SUITE main</c> with a snapshot's
    /// URL, by which versions stay as they are. Null is the distribution's own, with its security updates (mmdebstrap(1)).
    /// </summary>
    public string? Mirror { get; init => field = value is null ? null : RecipeRules.Mirror(value, "mirror"); }

    /// <summary>The parts of the archive. Default <c>main</c>.</summary>
    public IReadOnlyList<string> Components { get; init => field = RecipeRules.Components(value, "components"); } = ["main"];

    /// <summary>
    /// What is installed before any package of the recipe (mmdebstrap(1), "VARIANTS"): <c>essential</c> (the default), <c>apt</c> (with apt),
    /// <c>required</c>, <c>important</c> or <c>standard</c>.
    /// </summary>
    public string Variant { get; init => field = RecipeRules.Variants.Contains(value) ? value : throw new InvalidSpecException("variant", value, string.Join(", ", RecipeRules.Variants)); } = "essential";
}
