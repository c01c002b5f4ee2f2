using System.Text;
using Containment.Migration.Wire;

namespace Containment.Migration.Ends;

/// <summary>Sends the images of saved processes: flat files, from memory.</summary>
internal static class ImageSender
{
    public static async Task SendAsync(string directory, ItemSender items, CancellationToken cancellation)
    {
        var buffer = new byte[ItemSender.ChunkSize];
        foreach (var path in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
        {
            await items.BeginAsync(ItemSection.Memory, Encoding.ASCII.GetBytes(Path.GetFileName(path)), cancellation).ConfigureAwait(false);
            using var file = File.OpenHandle(path);
            for (var at = 0L; await RandomAccess.ReadAsync(file, buffer, at, cancellation).ConfigureAwait(false) is > 0 and var read; at += read)
                await items.ChunkAsync(at, buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            await items.EndAsync(cancellation).ConfigureAwait(false);
        }
    }
}
