using System.Text;
using Containment.Images.Layers;

namespace Containment.Images.Recipes;

/// <summary>Reads a recipe's file.</summary>
internal static class RecipeText
{
    private const int Longest = 1 << 20;

    /// <exception cref="InvalidSpecException">There is no such file, or it can't be a recipe.</exception>
    public static string Read(string path)
    {
        using var file = RegularFile.Open(path) ?? throw new InvalidSpecException("recipe", path, "a file that exists");
        if (file.Length > Longest) throw new InvalidSpecException("recipe", path, $"a file of at most {Longest} bytes");
        var content = new byte[file.Length];
        file.ReadExactly(content);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException wrong)
        {
            throw new InvalidSpecException("recipe", path, "a text in UTF-8", wrong);
        }
    }
}
