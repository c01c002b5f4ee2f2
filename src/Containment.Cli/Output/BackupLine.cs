using Containment.Backups;

namespace Containment.Cli.Output;

/// <summary>Tells on a terminal how far a backup or a restore is.</summary>
internal sealed class BackupLine(string what) : IProgress<BackupProgress>, IDisposable
{
    private readonly StatusLine _line = new();

    public void Report(BackupProgress value) =>
        _line.Show(value.BytesTotal > 0 ? $"{what} {value.Container}: {Sizes.Of(value.BytesDone)} of {Sizes.Of(value.BytesTotal)}" : $"{what} {value.Container}");

    public void Dispose() => _line.Dispose();

    /// <summary>One backup, as it is listed.</summary>
    public static string Of(Backup backup) => $"{backup.Id}  {backup.TakenAt.ToUniversalTime():u}  {backup.Container}  {(backup.HasMemory ? "files and memory" : "files")}  {backup.Host}{(backup.Taken ? "  handed over, taken" : backup.HandedOver ? "  handed over" : "")}";
}
