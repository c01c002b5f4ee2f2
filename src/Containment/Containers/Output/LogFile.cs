namespace Containment.Containers.Output;

/// <summary>Reads whole frames of one log file that may still grow.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly FileStream _file;
    private readonly string _path;
    private readonly byte[] _header = new byte[LogFrame.HeaderSize];
    private long _next;

    private LogFile(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>Null where there is none.</summary>
    public static LogFile? TryOpen(string path)
    {
        try
        {
            return new(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>True once the keeper has put it aside and begun another.</summary>
    public bool IsAside => File.ResolveLinkTarget($"/proc/self/fd/{_file.SafeFileHandle.DangerousGetHandle()}", false)?.Name != "log";

    /// <summary>The next entry; null at the end, or where the rest of it is not written yet.</summary>
    /// <exception cref="ContainmentException">Corrupt.</exception>
    public async ValueTask<LogEntry?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_file.Position != _next) _file.Position = _next;
        if (await _file.ReadAtLeastAsync(_header, _header.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < _header.Length) return null;
        // What a power failure leaves of a frame is zeros; the next keeper cuts them off.
        if (!_header.AsSpan().ContainsAnyExcept((byte)0)) return null;
        var frame = LogFrame.Parse(_header) ?? throw new ContainmentException(FailureReason.Corrupt, _path, $"{_path} has no frame at byte {_next}");
        var data = new byte[frame.Length];
        if (await _file.ReadAtLeastAsync(data, data.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < data.Length) return null;
        _next += LogFrame.HeaderSize + data.Length;
        return new LogEntry(frame.At, frame.Stream, data);
    }

    public void Dispose() => _file.Dispose();
}
