namespace Containment.Migration.Relaying;

/// <summary>Who waits at a relay, under the fingerprint that each has proved by its certificate.</summary>
internal sealed class WaitingRoom<T>(int most, int mostOfOne) where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<T>> _waiting = [];
    private int _count;

    public int Count
    {
        get { lock (_lock) return _count; }
    }

    /// <summary>False where there are as many as there may be.</summary>
    public bool TryEnter(string fingerprint, T host)
    {
        lock (_lock)
        {
            var own = _waiting.TryGetValue(fingerprint, out var there) ? there : _waiting[fingerprint] = [];
            if (_count >= most || own.Count >= mostOfOne) return false;
            own.Add(host);
            _count++;
            return true;
        }
    }

    /// <summary>Takes the one that has waited longest; null where nobody waits.</summary>
    public T? TryTake(string fingerprint)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(fingerprint, out var own) || own.Count == 0) return null;
            var host = own[0];
            Remove(fingerprint, own, host);
            return host;
        }
    }

    /// <summary>It has gone; true when it was still waiting.</summary>
    public bool Leave(string fingerprint, T host)
    {
        lock (_lock) return _waiting.TryGetValue(fingerprint, out var own) && own.Contains(host) && Remove(fingerprint, own, host);
    }

    private bool Remove(string fingerprint, List<T> own, T host)
    {
        own.Remove(host);
        _count--;
        if (own.Count == 0) _waiting.Remove(fingerprint);
        return true;
    }
}
