using System.Text.RegularExpressions;

namespace Containment.Images;

/// <summary>
/// An image's name in the form that people know from Docker: <c>[registry/]path[:tag]</c>, where the registry docker.io and its directory
/// library are left out, and the tag is latest unless one is said. With <c>@sha256:…</c> at its end it means exactly that manifest.
/// Pure. Source: distribution/reference, the grammar of image references.
/// </summary>
internal sealed partial record ImageName(string Path, string? Tag, string? Digest)
{
    private const string Home = "docker.io/", Library = "library/", Expected = "a name such as debian:12 or registry.example/team/app:1.2, in lower case";

    /// <summary>A path of its own where the registry is another one, as it is in the registry docker.io where not.</summary>
    public string InFull => (IsRegistry(Path.Split('/')[0]) && Path.Contains('/') ? Path : Home + (Path.Contains('/') ? "" : Library) + Path) + Suffix;

    /// <exception cref="InvalidSpecException">It is no such name.</exception>
    public static ImageName Parse(string text, string field = "name")
    {
        if (!Form().IsMatch(text)) throw new InvalidSpecException(field, text, Expected);
        var (rest, at) = (text, text.IndexOf('@'));
        var digest = at < 0 ? null : text[(at + 1)..];
        if (at >= 0) rest = text[..at];
        var colon = rest.LastIndexOf(':');
        var tag = colon > rest.LastIndexOf('/') ? rest[(colon + 1)..] : null;
        var path = tag is null ? rest : rest[..colon];
        if (path.StartsWith("index.docker.io/", StringComparison.Ordinal)) path = path["index.".Length..];
        if (path.StartsWith(Home, StringComparison.Ordinal)) path = path[Home.Length..];
        if (path.StartsWith(Library, StringComparison.Ordinal) && path.Count(letter => letter == '/') == 1) path = path[Library.Length..];
        return new(path, digest is null ? tag ?? "latest" : tag, digest);
    }

    /// <summary>Whether a name says its registry itself; where it does not, it is taken to be of docker.io.</summary>
    public static bool NamesRegistry(string text) => text.Contains('/') && IsRegistry(text.Split('/')[0]);

    public override string ToString() => Path + Suffix;

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    private static bool IsRegistry(string first) => first == "localhost" || first.Contains('.') || first.Contains(':');

    [GeneratedRegex(@"^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)+(?::[0-9]+)?|[a-zA-Z0-9-]+:[0-9]+|localhost|\[[a-fA-F0-9:]+\](?::[0-9]+)?)/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[a-f0-9]{64})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
