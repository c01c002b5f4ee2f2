namespace Containment.Backups.Returning;

/// <summary>Tells how much has been written below a directory while restic, which does not say, restores into it: by what the file system has less.</summary>
internal sealed class WrittenWatch : IAsyncDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    public WrittenWatch(string directory, long total, ContainerId container, IProgress<BackupProgress>? progress) =>
        _watching = progress is null ? Task.CompletedTask : RunAsync(directory, total, container, progress);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task RunAsync(string directory, long total, ContainerId container, IProgress<BackupProgress> progress)
    {
        var drive = new DriveInfo(directory);
        var free = drive.TotalFreeSpace;
        try
        {
            while (true)
            {
                progress.Report(new(container, Math.Clamp(free - drive.TotalFreeSpace, 0, total), total));
                await Task.Delay(Often, _end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            progress.Report(new(container, total, total));
        }
    }
}
