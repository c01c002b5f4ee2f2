using Containment.Images.Recipes;

namespace Containment.Images;

/// <summary>A file or directory that is put into an image, over what packages have there.</summary>
public sealed record RecipeFile
{
    /// <summary>A file. Give it <see cref="Content"/>, <see cref="Source"/> or <see cref="Link"/>.</summary>
    /// <param name="path">Where, in the image; absolute.</param>
    /// <exception cref="InvalidSpecException">No absolute path, or one with "..".</exception>
    public RecipeFile(string path) => Path = path;

    /// <summary>Where, in the image. Directories above it are made.</summary>
    public string Path { get; init => field = RecipeRules.Inside(value, "path"); }

    /// <summary>What is in it, as UTF-8.</summary>
    public string? Content { get; init; }

    /// <summary>A file or directory of this machine that is copied, absolute. Its owner and times are not; of its mode only whether it can be executed.</summary>
    public string? Source { get; init => field = value is null || global::System.IO.Path.IsPathFullyQualified(value) ? value : throw new InvalidSpecException("source", value, "an absolute path"); }

    /// <summary>What it points at, as a symbolic link.</summary>
    public string? Link { get; init => field = value is null ? null : RecipeRules.Line(value, "link"); }

    /// <summary>The permissions of a file, or of the top of a directory; null is 0644, or 0755 for directories and what can be executed.</summary>
    public int? Mode { get; init => field = value is null or >= 0 and <= 0xFFF ? value : throw new InvalidSpecException("mode", value, "an octal number up to 7777"); }

    /// <summary>To whom it belongs, with all below it: <c>user</c>, <c>user:group</c> or ids. Null is root.</summary>
    public string? Owner { get; init => field = value is null ? null : RecipeRules.Owner(value, "owner"); }

    /// <summary>Puts it there before packages are installed too, for what their installation asks. It then belongs to root for that time. Default false.</summary>
    public bool Early { get; init; }
}
