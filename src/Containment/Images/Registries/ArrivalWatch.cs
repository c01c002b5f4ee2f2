using System.Threading.Channels;
using Containment.Images.Layers;
using Containment.Images.Oci;

namespace Containment.Images.Registries;

/// <summary>Tells which layers have arrived while they are copied, each as soon as all of it is there, and how much of all is.</summary>
/// <param name="layers">Those to come.</param>
/// <param name="layout">Where what has not wholly arrived is written.</param>
/// <param name="name">The image, for progress.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class ArrivalWatch(IReadOnlyList<Archive> layers, string layout, string name, IProgress<ImageProgress>? progress)
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20);
    private const int LooksEachReport = 10;
    private readonly Channel<Archive> _arrived = Channel.CreateUnbounded<Archive>();

    public IAsyncEnumerable<Archive> ArrivedAsync(CancellationToken cancellation) => _arrived.Reader.ReadAllAsync(cancellation);

    /// <summary>Looks until the copying has ended, however it does.</summary>
    public async Task RunAsync(Task copying, CancellationToken cancellation)
    {
        try
        {
            var missing = layers.DistinctBy(layer => layer.Stored).ToList();
            for (var looks = 0; !copying.IsCompleted && !cancellation.IsCancellationRequested; looks++)
            {
                Announce(missing);
                if (looks % LooksEachReport == 0) Report(missing);
                await Task.WhenAny(copying, Task.Delay(Often, cancellation)).ConfigureAwait(false);
            }
            Announce(missing);
            if (copying.IsCompletedSuccessfully) Report([]);
        }
        finally
        {
            _arrived.Writer.Complete();
        }
    }

    private void Announce(List<Archive> missing)
    {
        // A blob gets its name when it is whole.
        foreach (var layer in missing.Where(layer => File.Exists(layer.Path)).ToArray())
        {
            missing.Remove(layer);
            _arrived.Writer.TryWrite(layer);
        }
    }

    private void Report(List<Archive> missing)
    {
        if (progress is null) return;
        var total = layers.DistinctBy(layer => layer.Stored).Sum(layer => layer.Size ?? 0);
        progress.Report(new(name, Math.Min(total, total - missing.Sum(layer => layer.Size ?? 0) + (missing.Count > 0 ? OnTheWay() : 0)), total) { Work = ImageWork.Pulling });
    }

    private long OnTheWay() => new DirectoryInfo(layout).EnumerateFiles("oci-put-blob*").Sum(Length);

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            // It has its name by now, and is counted the next time.
            return 0;
        }
    }
}
