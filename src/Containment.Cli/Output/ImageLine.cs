using System.Collections.Concurrent;
using Containment.Images;

namespace Containment.Cli.Output;

/// <summary>Tells how far a pull or push is: on a terminal in one line, elsewhere in a line for each layer that is unpacked.</summary>
internal sealed class ImageLine : IProgress<ImageProgress>, IDisposable
{
    private const int Digits = 19;
    private readonly StatusLine _line = new();
    private readonly ConcurrentDictionary<string, ImageProgress> _unpacking = new();
    private ImageProgress? _transfer;

    public void Report(ImageProgress value)
    {
        if (value.Work != ImageWork.Unpacking) _transfer = value;
        else if (value.BytesRead < value.BytesTotal) _unpacking[value.Subject] = value;
        else
        {
            _unpacking.TryRemove(value.Subject, out _);
            if (!StatusLine.IsSeen) Console.Error.WriteLine($"unpacked {Short(value.Subject)} ({Sizes.Of(value.BytesTotal)})");
        }
        _line.Show(string.Join("; ", Parts()));
    }

    public void Dispose() => _line.Dispose();

    private IEnumerable<string> Parts()
    {
        if (_transfer is { } transfer) yield return $"{(transfer.Work == ImageWork.Pulling ? "pulling" : "pushing")} {transfer.Subject}: {Share(transfer)}";
        foreach (var layer in _unpacking.Values) yield return $"unpacking {Short(layer.Subject)}: {Share(layer)}";
    }

    private static string Share(ImageProgress progress) => progress.BytesTotal > 0 ? $"{Sizes.Of(progress.BytesRead)} of {Sizes.Of(progress.BytesTotal)}" : Sizes.Of(progress.BytesRead);

    private static string Short(string digest) => digest.StartsWith("sha256:", StringComparison.Ordinal) ? digest[..Math.Min(digest.Length, Digits)] : digest;
}
