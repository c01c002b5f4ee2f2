namespace Containment;

/// <summary>Names of volumes and of their snapshots are of the form that containers' have.</summary>
internal static class VolumeName
{
    /// <exception cref="InvalidSpecException">It is not of that form.</exception>
    public static string Checked(string name, string field = "volume") =>
        ContainerId.TryParse(name, null, out _) ? name : throw new InvalidSpecException(field, name, "1 to 63 of a-z 0-9 - _ . and a letter or digit first");

    /// <summary>The two names of <c>VOLUME@SNAPSHOT</c>.</summary>
    /// <exception cref="InvalidSpecException">It is not of that form.</exception>
    public static (string Volume, string Snapshot) OfSnapshot(string text) =>
        text.Split('@') is [var volume, var snapshot] ? (Checked(volume, "from"), Checked(snapshot, "from")) : throw new InvalidSpecException("from", text, "VOLUME@SNAPSHOT");
}
