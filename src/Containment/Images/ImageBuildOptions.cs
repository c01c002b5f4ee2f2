namespace Containment.Images;

/// <summary>Where an image goes, and how.</summary>
public sealed record ImageBuildOptions
{
    /// <summary>The host keeps the image, as one that was pulled.</summary>
    public ImageBuildOptions() { }

    /// <summary>An image goes into a layout directory.</summary>
    /// <param name="output">See <see cref="Output"/>.</param>
    /// <exception cref="InvalidSpecException">No absolute path.</exception>
    public ImageBuildOptions(string output) => Output = output;

    /// <summary>An OCI image layout directory; absolute. It is made where it is missing; an image of the same name in it is replaced. Null (the default): the host keeps the image.</summary>
    public string? Output { get; init => field = value is null ? null : Absolute(value, nameof(Output)); }

    /// <summary>Another name than the recipe's. Null is the recipe's.</summary>
    public string? Name { get; init => field = value is null ? null : Recipes.RecipeRules.Name(value, nameof(Name)); }

    /// <summary>How its layer is compressed. Default zstd.</summary>
    public LayerCompression Compression { get; init; } = LayerCompression.Zstd;

    /// <summary>Where packages are kept for the next build; absolute. Null is <c>packages</c> in the host's state directory. It may be shared, and removed when no build runs; that of the state directory is pruned by <see cref="CollectOptions.KeepPackages"/>.</summary>
    public string? PackageCache { get; init => field = value is null ? null : Absolute(value, nameof(PackageCache)); }

    private static string Absolute(string path, string field) =>
        Path.IsPathFullyQualified(path) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) : throw new InvalidSpecException(field, path, "an absolute path");
}
