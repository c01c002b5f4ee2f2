using System.Text.RegularExpressions;

namespace Containment.Images.Recipes;

/// <summary>Values for <c>${NAME}</c> in sources of files.</summary>
internal sealed partial class RecipeArguments(IReadOnlyDictionary<string, string> own, IReadOnlyDictionary<string, string> given)
{
    /// <exception cref="InvalidSpecException">There is no such argument.</exception>
    public string Fill(string text, string field) => Form().Replace(text, match => match.Groups[1].Value is var name && given.TryGetValue(name, out var value) || own.TryGetValue(name, out value)
        ? value
        : throw new InvalidSpecException(field, text, $"a name that is under arguments, not {name}"));

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Form();
}
