namespace Containment.Tests.Architecture;

/// <summary>The stages of a container's life, in order. A type belongs to the stage of its namespace; a verbs class to the stage it is named after.</summary>
internal static class Stages
{
    public static readonly string[] InOrder =
        ["Images", "Volumes", "Snapshots", "Bundles", "Resources", "Networks", "Devices", "Launch", "Containers", "Checkpoints", "Histories", "Backups", "Migration", "Scheduling"];

    /// <summary>The index of the stage, -1 for the vocabulary at the bottom, null for what is not of the library.</summary>
    public static int? Of(string @namespace, string name)
    {
        if (@namespace == "Containment" || @namespace.StartsWith("Containment.Linux", StringComparison.Ordinal))
            return name.EndsWith("Verbs", StringComparison.Ordinal) ? Array.IndexOf(InOrder, name[..^"Verbs".Length]) : -1;
        var parts = @namespace.Split('.');
        if (parts[0] != "Containment" || parts.Length < 2) return null;
        var index = Array.IndexOf(InOrder, parts[1]);
        return index < 0 ? null : index;
    }
}
