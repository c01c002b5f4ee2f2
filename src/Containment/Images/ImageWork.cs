namespace Containment.Images;

/// <summary>What is done with an image.</summary>
public enum ImageWork
{
    /// <summary>Its layers are unpacked.</summary>
    Unpacking,
    /// <summary>It comes from a registry, or from wherever else it is.</summary>
    Pulling,
    /// <summary>It goes to a registry, or to a file.</summary>
    Pushing,
}
