namespace Containment.Migration.Journals;

/// <summary>The journals of a host.</summary>
internal static class JournalFiles
{
    public static IReadOnlyList<string> Of(string directory, MigrationRole role) =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory, role == MigrationRole.Source ? "*.source" : "*.target").Order(StringComparer.Ordinal)] : [];
}
