namespace Containment.Images.Recipes;

/// <summary>Words of a script for sh(1).</summary>
internal static class ShellWord
{
    /// <summary>The text as one word that means itself.</summary>
    public static string Of(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
