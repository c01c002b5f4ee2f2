namespace Containment.Images;

/// <summary>The init of an image.</summary>
public enum RecipeInit
{
    /// <summary>None: its containers run one program.</summary>
    None,
    /// <summary>systemd: its containers are whole systems.</summary>
    Systemd,
}
