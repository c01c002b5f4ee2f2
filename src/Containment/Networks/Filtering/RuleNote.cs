namespace Containment.Networks.Filtering;

/// <summary>
/// Says that a container may have rules: RUNTIME/ID.rules, written before they are made and removed after them. "pending" until the container's
/// links are there.
/// </summary>
internal sealed class RuleNote(ContainerHostOptions options, ContainerId id)
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);

    private string File => Path.Combine(options.RuntimeDirectory, $"{id}.rules");

    public bool Exists => System.IO.File.Exists(File);

    /// <summary>Whether its links need not be there yet.</summary>
    public bool IsPending => Exists && System.IO.File.ReadAllText(File).StartsWith("pending", StringComparison.Ordinal) && DateTime.UtcNow - System.IO.File.GetLastWriteTimeUtc(File) < LongestStart;

    public void Write(bool pending) => System.IO.File.WriteAllText(File, pending ? "pending\n" : "in force\n");

    public void Delete() => System.IO.File.Delete(File);

    /// <summary>Whose there are.</summary>
    public static IReadOnlyList<ContainerId> All(ContainerHostOptions options) =>
        [.. Directory.EnumerateFiles(options.RuntimeDirectory, "*.rules").Select(file => ContainerId.TryParse(Path.GetFileNameWithoutExtension(file), null, out var id) ? id : (ContainerId?)null).OfType<ContainerId>()];
}
