using System.Text.Json;

namespace Containment.Containers.Events;

/// <summary>Reads the events that are appended to the journal after this was made, through all its renewals.</summary>
internal sealed class JournalTail : IDisposable
{
    private readonly EventJournal _journal;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly List<byte> _partial = [];
    private FileStream? _file;

    public JournalTail(EventJournal journal)
    {
        _journal = journal;
        _file = Open();
        if (_file is not null) _file.Position = _file.Length;
    }

    public IEnumerable<ContainerEvent> ReadNew()
    {
        while (true)
        {
            _file ??= Open();
            if (_file is null) yield break;
            // Asked before reading: what was appended before the renewal is then surely read.
            var renewed = File.ResolveLinkTarget($"/proc/self/fd/{_file.SafeFileHandle.DangerousGetHandle()}", false)?.Name != Path.GetFileName(_journal.Path);
            foreach (var happened in ReadToEnd(_file)) yield return happened;
            if (!renewed) yield break;
            _file.Dispose();
            _file = null;
        }
    }

    public void Dispose() => _file?.Dispose();

    private IEnumerable<ContainerEvent> ReadToEnd(FileStream file)
    {
        for (int count; (count = file.Read(_buffer)) > 0;)
        {
            for (var i = 0; i < count; i++)
            {
                if (_buffer[i] != '\n')
                {
                    _partial.Add(_buffer[i]);
                    continue;
                }
                var happened = Parse([.. _partial]);
                _partial.Clear();
                if (happened is not null) yield return happened;
            }
        }
    }

    private static ContainerEvent? Parse(byte[] line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EventJson.Default.ContainerEvent);
        }
        catch (Exception damaged) when (damaged is JsonException or ArgumentException)
        {
            // One bad line must not end the watching of all others.
            return null;
        }
    }

    private FileStream? Open()
    {
        try
        {
            return new(_journal.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
