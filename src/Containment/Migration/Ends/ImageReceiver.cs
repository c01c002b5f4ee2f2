using System.Text;
using Containment.Migration.Files;
using Containment.Migration.Wire;
using Microsoft.Win32.SafeHandles;

namespace Containment.Migration.Ends;

/// <summary>Takes the images of saved processes into a directory in memory. Names are judged, sizes are bounded.</summary>
internal sealed class ImageReceiver(string directory, long most) : IDisposable
{
    private SafeFileHandle? _file;
    private long _left = most;

    public void Begin(ReadOnlySpan<byte> name)
    {
        var text = Encoding.ASCII.GetString(name);
        if (text.Length is 0 or > 128 || text[0] == '.' || !text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')) throw new WireException("an image of an impossible name");
        var path = Path.Combine(directory, text);
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        File.SetUnixFileMode(_file, FastDirectory.Readable | UnixFileMode.UserWrite);
    }

    public void Chunk(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset > 1L << 44 || (_left -= bytes.Length) < 0) throw new WireException("more memory than there is here");
        RandomAccess.Write(_file!, bytes, offset);
    }

    public void End()
    {
        _file?.Dispose();
        _file = null;
    }

    public void Dispose() => _file?.Dispose();
}
