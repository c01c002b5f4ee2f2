using System.Text;
using System.Text.Json;
using Containment.Linux.Descriptors;
using Containment.Migration.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Containment.Migration.Journals;

/// <summary>
/// The journal of one side of one move: STATE/migrations/ID.source or ID.target. The first line is the record, each further
/// one a step; a step is on disk before <see cref="WriteAsync"/> returns. Holding it open holds its lock (flock(2)), which
/// goes with the process, so that nobody settles a move that is still being driven.
/// </summary>
internal sealed class MoveJournal : IAsyncDisposable
{
    private const int CloseOnExec = 0x80000;

    private readonly FileStream _file;
    private readonly string _path;

    private MoveJournal(string path, FileStream file, MoveRecord record, JournalStep step)
    {
        (_path, _file, Record, Step) = (path, file, record, step);
    }

    public MoveRecord Record { get; }

    /// <summary>The last step on disk.</summary>
    public JournalStep Step { get; private set; }

    public static string DirectoryOf(ContainerHost host) => Path.Combine(host.Options.StateDirectory, "migrations");

    /// <summary>Begins a journal; its first step comes with the first <see cref="WriteAsync"/>. Nothing is flushed before that.</summary>
    public static async Task<MoveJournal> CreateAsync(string directory, MoveRecord record, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = PathOf(directory, record);
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        try
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(record, MoveRecordJson.Default.MoveRecord) + "\n"), cancellation).ConfigureAwait(false);
            return new MoveJournal(path, file, record, JournalStep.None);
        }
        catch
        {
            File.Delete(path);
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a journal that a process left behind; null when it is still driven, or gone.</summary>
    public static MoveJournal? TryOpen(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 });
            // Between the open and the lock its owner may have erased it.
            if (!File.Exists(path)) { file.Dispose(); return null; }
            var (record, step, length) = Read(file, path);
            if (record is null)
            {
                // It stopped before its first step: nothing had been done.
                file.Dispose();
                File.Delete(path);
                return null;
            }
            file.SetLength(length);
            file.Seek(0, SeekOrigin.End);
            return new MoveJournal(path, file, record, step);
        }
        catch (IOException)
        {
            file?.Dispose();
            return null;
        }
    }

    /// <summary>Reads a journal without taking it, whoever drives it; null when it is gone or has no step.</summary>
    public static (MoveRecord Record, JournalStep Step)? Peek(string path)
    {
        // FileStream would ask for a lock of its own, which the driver's stands against.
        var descriptor = LibC.open(path, CloseOnExec, 0);
        if (descriptor < 0) return Errno.Last == Errno.ENOENT ? null : throw new KernelRefusal("open", path, Errno.Last);
        using var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        var (record, step, _) = Read(file, path);
        return record is null ? null : (record, step);
    }

    public async Task WriteAsync(JournalStep step, CancellationToken cancellation)
    {
        var first = Step == JournalStep.None;
        await _file.WriteAsync(Encoding.ASCII.GetBytes($"{step}\n"), cancellation).ConfigureAwait(false);
        _file.Flush(flushToDisk: true);
        if (first) DurableFile.Flush(Path.GetDirectoryName(_path)!);
        Step = step;
    }

    public void Erase()
    {
        File.Delete(_path);
        DurableFile.Flush(Path.GetDirectoryName(_path)!);
        Step = JournalStep.None;
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    public static string PathOf(string directory, MoveRecord record) => Path.Combine(directory, $"{record.MigrationId:N}.{(record.Role == MigrationRole.Source ? "source" : "target")}");

    private static (MoveRecord? Record, JournalStep Step, long Length) Read(FileStream file, string path)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        // A last line without its end was never acted on.
        var length = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        var lines = Encoding.UTF8.GetString(bytes, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 2) return (null, JournalStep.None, length);
        try
        {
            var record = JsonSerializer.Deserialize(lines[0], MoveRecordJson.Default.MoveRecord);
            if (record is not null && Enum.TryParse<JournalStep>(lines[^1], out var step) && step != JournalStep.None) return (record, step, length);
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw new ContainmentException(FailureReason.Corrupt, path, $"{path} is no journal of a move");
    }
}
