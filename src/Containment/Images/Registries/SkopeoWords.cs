namespace Containment.Images.Registries;

/// <summary>Understands what skopeo says when it fails. Pure.</summary>
internal static class SkopeoWords
{
    private const string Begin = "msg=\"";

    private static readonly (string Words, FailureReason Reason)[] Known =
    [
        ("policy.json", FailureReason.ToolMissing),
        ("no space left on device", FailureReason.Exhausted),
        ("disk quota exceeded", FailureReason.Exhausted),
        ("manifest unknown", FailureReason.NotFound),
        ("name unknown", FailureReason.NotFound),
        ("repository name not known", FailureReason.NotFound),
        ("no such file or directory", FailureReason.NotFound),
        ("no image found", FailureReason.Unsupported),
        ("no image for", FailureReason.Unsupported),
        ("digest did not match", FailureReason.Corrupt),
        ("did not match expected digest", FailureReason.Corrupt),
        ("does not match", FailureReason.Corrupt),
    ];

    /// <param name="subject">The image.</param>
    /// <param name="lines">What it wrote.</param>
    public static ContainmentException Failure(string subject, IReadOnlyList<string> lines)
    {
        var last = Message(lines.LastOrDefault(line => line.Contains("level=fatal", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "it said nothing");
        var reason = Known.FirstOrDefault(known => last.Contains(known.Words, StringComparison.OrdinalIgnoreCase)) is { Words: not null } known ? known.Reason : FailureReason.PeerFailed;
        return new(reason, subject, $"{subject}: {last}{Remedy(last)}");
    }

    // time="…" level=fatal msg="…"
    private static string Message(string line)
    {
        var at = line.IndexOf(Begin, StringComparison.Ordinal);
        return at < 0 ? line : line[(at + Begin.Length)..].TrimEnd('"').Replace("\\\"", "\"", StringComparison.Ordinal);
    }

    private static string Remedy(string words)
    {
        if (words.Contains("policy.json", StringComparison.Ordinal)) return "; the package golang-github-containers-common (or containers-common) has that file, or name another one";
        if (words.Contains("unauthorized", StringComparison.OrdinalIgnoreCase) || words.Contains("authentication required", StringComparison.OrdinalIgnoreCase) || words.Contains("denied", StringComparison.OrdinalIgnoreCase))
            return "; say who you are (skopeo login, or an auth file), and look whether the name is right";
        return words.Contains("HTTP response to HTTPS client", StringComparison.Ordinal) || words.Contains("certificate", StringComparison.Ordinal)
            ? "; a registry without a certificate that is vouched for is spoken to only as insecure" : "";
    }
}
