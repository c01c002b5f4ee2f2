using System.CommandLine;
using System.Diagnostics;
using Containment.Cli.Options;
using Containment.Cli.Output;
using Containment.Images;

namespace Containment.Cli.Commands;

/// <summary>Makes an image by a recipe.</summary>
internal static class ImageBuildCommand
{
    public static Command Build(HostChoice host)
    {
        var file = new Argument<string>("recipe") { Description = "A recipe in YAML (docs/recipes.md)" };
        var output = new Option<string?>("--output", "-o") { Description = "The OCI image layout directory that it goes into; where not given, this host keeps it", HelpName = "directory" };
        var name = new Option<string?>("--name") { Description = "What the image is called; the recipe's name where not given", HelpName = "name" };
        var compression = new Option<string>("--compression") { Description = "How its layer is compressed", DefaultValueFactory = _ => "zstd", HelpName = "zstd|gzip" };
        var arguments = new Option<string[]>("--set") { Description = "A value for ${NAME} in the recipe; may come more than once", HelpName = "NAME=VALUE" };
        var cache = new Option<string?>("--package-cache") { Description = "Where packages are kept for the next build; the host's own directory where not given", HelpName = "directory" };
        var list = new Option<bool>("--packages") { Description = "List the packages that are in it, with their versions" };
        var command = new Command("build", "Makes an image of a small Debian system by a recipe, with mmdebstrap") { file, output, name, compression, arguments, cache, list };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var recipe = ImageRecipe.Read(parsed.GetValue(file)!, Pairs.Read("--set", parsed.GetValue(arguments)));
            var called = parsed.GetValue(name) ?? recipe.Name;
            var options = new ImageBuildOptions
            {
                Output = parsed.GetValue(output) is { } layout ? Path.GetFullPath(layout) : null,
                Name = called,
                Compression = Compression(parsed.GetValue(compression)!),
                PackageCache = parsed.GetValue(cache) is { } directory ? Path.GetFullPath(directory) : null,
            };
            var watch = Stopwatch.StartNew();
            await using var opened = host.Open(parsed);
            BuiltImage built;
            using (var line = new BuildLine()) built = await opened.BuildImageAsync(recipe, options, line, cancellationToken);
            if (parsed.GetValue(list)) foreach (var package in built.Packages) Console.WriteLine(package);
            Console.WriteLine($"{(built.Layout is { } place ? $"{place}#{built.Name}" : built.Name)}  {built.Digest}  {Sizes.Of(built.Size)} ({Sizes.Of(built.UnpackedSize)} unpacked)  {built.Packages.Count} packages  {watch.Elapsed.TotalSeconds:0.0} s");
            return 0;
        });
        return command;
    }

    private static LayerCompression Compression(string text) => text switch
    {
        "zstd" => LayerCompression.Zstd,
        "gzip" => LayerCompression.Gzip,
        _ => throw new InvalidSpecException("--compression", text, "zstd or gzip"),
    };
}
