using System.Text.Json;
using Containment.Containers.Storing;

namespace Containment.Containers.Events;

/// <summary>
/// What every process of a host has done to containers, a line of JSON for each event, in one file that all append to and
/// nobody flushes. That a container has ended is not in it: its exit record says so, whoever is there to see it.
/// </summary>
internal sealed class EventJournal
{
    private const long Limit = 1 << 20;
    private readonly TimeProvider _clock;

    public EventJournal(ContainerHostOptions host)
    {
        _clock = host.TimeProvider;
        Folder = System.IO.Path.Combine(host.RuntimeDirectory, "events");
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    public string Path => System.IO.Path.Combine(Folder, "journal");

    /// <summary>What the journal is called once it was full and a new one was begun.</summary>
    public string OldPath => Path + ".1";

    public async Task AppendAsync(ContainerEvent happened)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(happened, EventJson.Default.ContainerEvent), (byte)'\n'];
        // Without the lock a line could go into a journal that was renamed meanwhile and that nobody reads any more.
        using var held = await FileContainerLock.TakeAsync(happened.Id, Folder + ".lock", create: true, TimeSpan.FromSeconds(30), _clock, CancellationToken.None).ConfigureAwait(false);
        long length;
        using (var file = File.OpenHandle(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            length = RandomAccess.GetLength(file);
            RandomAccess.Write(file, line, length);
        }
        if (length + line.Length > Limit) File.Move(Path, OldPath, overwrite: true);
    }
}
