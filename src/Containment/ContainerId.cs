using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Containment;

/// <summary>
/// The name of a container on its host: 1 to 63 characters, lower-case letters, digits, '-', '_' and '.', starting with a
/// letter or digit. It is used as a directory, cgroup and host name, so nothing else is let in.
/// </summary>
public readonly partial record struct ContainerId : IParsable<ContainerId>
{
    private readonly string? _value;

    /// <summary>Makes an id of <paramref name="value"/>.</summary>
    /// <exception cref="InvalidSpecException">The name is not of the form above.</exception>
    public ContainerId(string value)
    {
        if (value is null || !Form().IsMatch(value))
            throw new InvalidSpecException("id", value, "1 to 63 of a-z 0-9 - _ . and a letter or digit first");
        _value = value;
    }

    /// <summary>The name itself.</summary>
    public string Value => _value ?? throw new InvalidOperationException("an id that was never given a value");

    /// <inheritdoc/>
    public static ContainerId Parse(string s, IFormatProvider? provider = null) => new(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ContainerId result)
    {
        var good = s is not null && Form().IsMatch(s);
        result = good ? new ContainerId(s!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Lets a string stand where an id is wanted; it is checked.</summary>
    public static implicit operator ContainerId(string value) => new(value);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,62}\z")]
    private static partial Regex Form();
}
