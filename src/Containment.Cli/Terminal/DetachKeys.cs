namespace Containment.Cli.Terminal;

/// <summary>Looks for the keys that leave a terminal without ending what runs on it, among those typed.</summary>
internal sealed class DetachKeys(byte[] keys)
{
    private int _seen;

    /// <summary>As typed on the command line: <c>ctrl-p,ctrl-q</c>, or single letters; nothing is no keys at all.</summary>
    /// <exception cref="InvalidSpecException">There is no such key.</exception>
    public static DetachKeys Parse(string text) =>
        new([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(key => Parse(text, key))]);

    /// <summary>What is to be passed on, which may begin with keys held back before; <paramref name="left"/> when all of them were typed.</summary>
    public byte[] Take(ReadOnlySpan<byte> typed, out bool left)
    {
        List<byte> passed = [];
        left = false;
        foreach (var key in typed)
        {
            if (_seen > 0 && keys[_seen] != key)
            {
                passed.AddRange(keys.AsSpan(0, _seen));
                _seen = 0;
            }
            if (_seen < keys.Length && keys[_seen] == key) _seen++;
            else passed.Add(key);
            if (_seen != keys.Length || keys.Length == 0) continue;
            left = true;
            break;
        }
        return [.. passed];
    }

    private static byte Parse(string text, string key)
    {
        const string control = "ctrl-";
        if (key.Length == 1 && char.IsAscii(key[0])) return (byte)key[0];
        // Letters and the five signs that follow them in ASCII, as a terminal sends them with the control key.
        if (key.StartsWith(control, StringComparison.OrdinalIgnoreCase) && key.Length == control.Length + 1 && char.ToUpperInvariant(key[^1]) is >= '@' and <= '_' and var letter) return (byte)(letter - '@');
        throw new InvalidSpecException("--detach-keys", text, "keys such as ctrl-p,ctrl-q");
    }
}
