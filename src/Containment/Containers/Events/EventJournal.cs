using System.Text.Json;
using Containment.Containers.Storing;

namespace Containment.Containers.Events;

/// <summary>
/// What every process of a host has done to containers, a line of JSON for each event, in a file that all append to and
/// nobody flushes. A full one is followed by the next number; the last few stay for readers that are behind. That a
/// container has ended is not in it: its exit record says so, whoever is there to see it.
/// </summary>
internal sealed class EventJournal
{
    private const long Limit = 1 << 20;
    private const long Kept = 4;
    private readonly TimeProvider _clock;
    private long _latest;

    public EventJournal(ContainerHostOptions host)
    {
        _clock = host.TimeProvider;
        Folder = Path.Combine(host.RuntimeDirectory, "events");
        Directory.CreateDirectory(Folder);
        _latest = Directory.EnumerateFiles(Folder).Select(path => long.TryParse(Path.GetFileName(path), out var number) ? number : 0).DefaultIfEmpty().Max();
    }

    public string Folder { get; }

    /// <summary>The number of the journal that is appended to now.</summary>
    public long Latest
    {
        get
        {
            while (File.Exists(Numbered(_latest + 1))) _latest++;
            return _latest;
        }
    }

    public string Numbered(long number) => Path.Combine(Folder, $"{number}");

    public async Task AppendAsync(ContainerEvent happened)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(happened, EventJson.Default.ContainerEvent), (byte)'\n'];
        // Without the lock two lines could be written over each other, or one into a journal that its readers have left.
        using var held = await FileContainerLock.TakeAsync(happened.Id, Folder + ".lock", create: true, TimeSpan.FromSeconds(30), _clock, CancellationToken.None).ConfigureAwait(false);
        var number = Latest;
        using var file = Open(number);
        var length = RandomAccess.GetLength(file);
        RandomAccess.Write(file, line, length);
        if (length + line.Length < Limit) return;
        Open(number + 1).Dispose();
        File.Delete(Numbered(number + 1 - Kept));
    }

    private Microsoft.Win32.SafeHandles.SafeFileHandle Open(long number) =>
        File.OpenHandle(Numbered(number), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
}
