using System.Globalization;

namespace Containment.Backups.Restic;

/// <summary>Writes restic's command lines. Pure.</summary>
internal static class ResticArguments
{
    /// <summary>What tells our backups from others in the same repository.</summary>
    public const string Tag = "containment", MemoryTag = "memory", Of = "container=", HandOver = "hand-over=", TakenBy = "taken-by=";

    public static IEnumerable<string> Init(BackupRepository repository) => With(repository, "init");

    /// <param name="repository">Where it goes.</param>
    /// <param name="id">The container.</param>
    /// <param name="memory">Whether its processes are in it.</param>
    /// <param name="handOver">Which handing over it belongs to; null where the container stays.</param>
    /// <param name="kept">Whether the files are those of the last time where nothing changed them. Else each is made anew, and only name, size and time tell whether it is another.</param>
    /// <param name="host">This one.</param>
    /// <param name="paths">What is sent.</param>
    public static IEnumerable<string> Backup(BackupRepository repository, ContainerId id, bool memory, string? handOver, bool kept, string host, IEnumerable<string> paths) =>
        With(repository, ["backup", "--host", host, "--tag", $"{Tag},{Of}{id}{(memory ? $",{MemoryTag}" : "")}{(handOver is null ? "" : $",{HandOver}{handOver}")}", .. kept ? (string[])[] : ["--ignore-inode", "--ignore-ctime"], "--", .. paths]);

    public static IEnumerable<string> Config(BackupRepository repository) => With(repository, "cat", "config");

    public static IEnumerable<string> Snapshots(BackupRepository repository) => With(repository, "snapshots", "--tag", Tag);

    /// <summary>A mark that a host has what was handed over; no backup itself. Unlike a tag it needs no lock that keeps others out, and so waits for nobody who died.</summary>
    public static IEnumerable<string> Mark(BackupRepository repository, string handOver, string host, string file) =>
        With(repository, "backup", "--tag", $"{Tag},{HandOver}{handOver},{TakenBy}{host}", "--", file);

    public static IEnumerable<string> Restore(BackupRepository repository, string backup, string target, IEnumerable<string> paths) =>
        With(repository, ["restore", backup, "--target", target, .. paths.SelectMany(path => (string[])["--include", Escaped(path)])]);

    public static IEnumerable<string> Dump(BackupRepository repository, string backup, string file) => With(repository, "dump", backup, file);

    public static IEnumerable<string> Size(BackupRepository repository, string backup) => With(repository, "stats", "--mode", "restore-size", backup);

    public static IEnumerable<string> Check(BackupRepository repository, bool everything) => With(repository, everything ? ["check", "--read-data"] : ["check"]);

    /// <summary>Removes locks whose holders are no more; those of others stay.</summary>
    public static IEnumerable<string> Unlock(BackupRepository repository) => With(repository, "unlock");

    /// <summary>Of each container by itself, whatever paths its backups had.</summary>
    public static IEnumerable<string> Forget(BackupRepository repository, ContainerId? id, BackupRetention keep) =>
        With(repository, ["forget", "--prune", "--group-by", "tags", "--tag", id is { } one ? $"{Tag},{Of}{one}" : Tag, .. Keep("last", keep.Last), .. Keep("hourly", keep.Hourly), .. Keep("daily", keep.Daily), .. Keep("weekly", keep.Weekly), .. Keep("monthly", keep.Monthly)]);

    /// <summary>Takes one away; its data goes with the next forgetting.</summary>
    public static IEnumerable<string> ForgetOne(BackupRepository repository, string backup) => With(repository, "forget", backup);

    private static IEnumerable<string> Keep(string what, int count) => count > 0 ? [$"--keep-{what}", count.ToString(CultureInfo.InvariantCulture)] : [];

    // A pattern to restic: a name with a bracket or a star in it would be another one.
    private static string Escaped(string path) => string.Concat(path.Select(letter => letter is '*' or '?' or '[' or '\\' ? $"\\{letter}" : $"{letter}"));

    private static IEnumerable<string> With(BackupRepository repository, params IEnumerable<string> words) =>
        ["--repo", repository.Location, .. repository.PasswordFile is { } file ? (string[])["--password-file", file] : [], .. repository.Options.SelectMany(option => (string[])["--option", option]), "--json", .. words];
}
