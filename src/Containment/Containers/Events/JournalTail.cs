using System.Text.Json;

namespace Containment.Containers.Events;

/// <summary>Reads the events that are appended to the journal after this was made, through all its renewals.</summary>
internal sealed class JournalTail : IDisposable
{
    private readonly EventJournal _journal;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly List<byte> _partial = [];
    private FileStream? _file;
    private long _number;

    public JournalTail(EventJournal journal)
    {
        _journal = journal;
        _number = journal.Latest;
        _file = Open();
        if (_file is not null) _file.Position = _file.Length;
    }

    public IEnumerable<ContainerEvent> ReadNew()
    {
        while (true)
        {
            _file ??= Open();
            // Asked before reading: nothing more comes into a journal once there is the next.
            var left = _journal.Latest > _number;
            if (_file is not null)
                foreach (var happened in ReadToEnd(_file)) yield return happened;
            if (!left) yield break;
            _file?.Dispose();
            _file = null;
            _number++;
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
            return new(_journal.Numbered(_number), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
