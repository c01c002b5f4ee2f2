namespace Containment.Images.Recipes;

/// <summary>Where a build has its things, all of it outside the image.</summary>
/// <param name="Scratch">A directory of its own, removed at the end.</param>
/// <param name="Packages">Packages that are kept for the next build.</param>
internal sealed record BuildPlaces(string Scratch, string Packages)
{
    /// <summary>What is taken into the image while it is made: scripts and files.</summary>
    public string Inside => Path.Combine(Scratch, "inside");

    /// <summary>Those of its files that are put there before packages are.</summary>
    public string Early => Path.Combine(Scratch, "early");

    public string SetupHook => Path.Combine(Scratch, "setup");
    public string EssentialHook => Path.Combine(Scratch, "essential");
    public string CustomizeHook => Path.Combine(Scratch, "customize");

    /// <summary>What is installed, written down at the end: NAME=VERSION in each line.</summary>
    public string Installed => Path.Combine(Scratch, "installed");

    public string Layer => Path.Combine(Scratch, "layer");
}
