using System.Text;
using System.Diagnostics.CodeAnalysis;
using Containment.Bundles.Filtering;
using Containment.Bundles.Oci;
using Containment.Bundles.Rules;

namespace Containment.Bundles;

/// <summary>
/// Which system calls a container's processes may make (seccomp(2)). Written as text it is <c>default</c>, <c>none</c>, or the JSON of
/// a profile of one's own.
/// </summary>
public sealed record SeccompProfile : IParsable<SeccompProfile>
{
    private const string DefaultText = "default", NoneText = "none";

    private readonly string _text;
    private readonly OciSeccomp? _own;

    private SeccompProfile(string text, OciSeccomp? own = null) => (_text, _own) = (text, own);

    /// <summary>What ordinary programs need, and what the container's capabilities are good for besides: see docs/decisions/seccomp.md.</summary>
    public static SeccompProfile Default { get; } = new(DefaultText);

    /// <summary>No filter. What the kernel allows a container is then all that it knows.</summary>
    public static SeccompProfile None { get; } = new(NoneText);

    /// <summary>A profile of one's own.</summary>
    /// <param name="json">An object as <c>linux.seccomp</c> of the OCI runtime specification (config-linux.md): defaultAction, architectures, syscalls …</param>
    /// <exception cref="InvalidSpecException">It is no such object; the field is named.</exception>
    public static SeccompProfile FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var own = RuntimeSpecText.Read(Encoding.UTF8.GetBytes(json), "linux.seccomp", OciSeccomp.From);
        SeccompRules.Check(own, "linux.seccomp");
        return new(json, own);
    }

    /// <summary>Reads the text form.</summary>
    public static SeccompProfile Parse(string s, IFormatProvider? provider = null) => s switch { DefaultText => Default, NoneText => None, _ => FromJson(s) };

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out SeccompProfile result)
    {
        try
        {
            result = s is null ? null : Parse(s, provider);
        }
        catch (InvalidSpecException)
        {
            result = null;
        }
        return result is not null;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => _text;

    /// <summary>Two are equal when their texts are.</summary>
    public bool Equals(SeccompProfile? other) => other is not null && other._text == _text;

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>As a bundle says it; null is no filter.</summary>
    internal OciSeccomp? For(IReadOnlyList<string> capabilities, bool nesting = false) => _text == NoneText ? null : _own ?? (nesting ? NestedSeccomp.Of(DefaultSeccomp.For(capabilities)) : DefaultSeccomp.For(capabilities));
}
