namespace Containment.Images.Registries;

/// <summary>skopeo(1), which speaks to registries and knows the other forms of images. Only started here; what it may do is up to its own files.</summary>
internal static class Skopeo
{
    private static readonly ExternalProgram Program = new("skopeo", "images are pulled and pushed by it", "skopeo");

    /// <summary>Runs it to its end; what it wrote to its standard output.</summary>
    /// <param name="arguments">Its own.</param>
    /// <param name="subject">The image, for errors.</param>
    /// <param name="told">Called with each line it writes about its work.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ContainmentException">It is not there (ToolMissing), or says that it failed, by <see cref="SkopeoWords"/>.</exception>
    public static async Task<byte[]> RunAsync(IEnumerable<string> arguments, string subject, Action<string>? told, CancellationToken cancellation)
    {
        using var output = new MemoryStream();
        List<string> words = [];
        var code = await Program.RunAsync(arguments, new Dictionary<string, string>(), (from, stop) => from.BaseStream.CopyToAsync(output, stop), line =>
        {
            words.Add(line);
            told?.Invoke(line);
        }, cancellation).ConfigureAwait(false);
        return code == 0 ? output.ToArray() : throw SkopeoWords.Failure(subject, words);
    }
}
