using Containment.Images.Recipes;

namespace Containment.Images;

/// <summary>Services (systemd units) of an image, by name: <c>ssh</c> or <c>apt-daily.timer</c>.</summary>
public sealed record RecipeServices
{
    /// <summary>Those that begin at boot.</summary>
    public IReadOnlyList<string> On { get; init => field = RecipeRules.Units(value, "on"); } = [];

    /// <summary>Those that do not, unless another one needs them.</summary>
    public IReadOnlyList<string> Off { get; init => field = RecipeRules.Units(value, "off"); } = [];

    /// <summary>Those that can't begin at all (systemctl(1), mask).</summary>
    public IReadOnlyList<string> Never { get; init => field = RecipeRules.Units(value, "never"); } = [];

    internal bool Any => On.Count + Off.Count + Never.Count > 0;
}
