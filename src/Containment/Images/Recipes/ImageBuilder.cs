using Containment.Images.Oci;
using Containment.Images.Storing;
using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;

namespace Containment.Images.Recipes;

/// <summary>Carries a build out: stages files, runs mmdebstrap, packs what it writes, and adds the image to a layout.</summary>
internal sealed class ImageBuilder(ContainerHost host, ImageRecipe recipe, ImageBuildOptions options, IProgress<ImageBuildProgress>? progress)
{
    private const long ReportEach = 8 << 20;
    private readonly string _name = options.Name ?? recipe.Name;
    private long _reported;

    public async Task<BuiltImage> RunAsync(CancellationToken cancellationToken)
    {
        RecipeChecks.Check(recipe);
        if (options.Output is null) ImageName.Parse(_name);
        if (Self.Standing != Standing.Root) throw new ContainmentException(FailureReason.Unsupported, _name, "images are built by root of the machine only, as packages are installed in a root file system of their own");
        var program = BootstrapProgram.Find();
        try
        {
            // Held to the end, so that what it needs is not collected meanwhile.
            using var used = await host.Images().Catalog.UseAsync(cancellationToken).ConfigureAwait(false);
            using var scratch = HeldDirectory.Make(Path.Combine(host.Options.StateDirectory, "builds"));
            var places = new BuildPlaces(scratch.Path, options.PackageCache ?? KeptPackages.Of(host.Options));
            Directory.CreateDirectory(places.Packages);
            Report("putting files together", null, 0);
            await Task.Run(new StagedFiles(recipe, places).Write, cancellationToken).ConfigureAwait(false);
            var layer = await BootstrapAsync(program, places, cancellationToken).ConfigureAwait(false);
            Report("writing the image", options.Output, layer.PlainSize);
            if (options.Output is { } output) return await PublishAsync(places, layer, output, cancellationToken).ConfigureAwait(false);
            var built = await PublishAsync(places, layer, Path.Combine(scratch.Path, "image"), cancellationToken).ConfigureAwait(false);
            var kept = await new Adoption(host.Images()).RunAsync(built.Layout!, _name, ImageName.Parse(_name).ToString(), null, cancellationToken).ConfigureAwait(false);
            return built with { Name = kept.Name, Layout = null };
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOSPC || refusal.Error == Errno.EDQUOT)
        {
            throw Full(refusal.Message, refusal);
        }
        catch (KernelException refused) when (refused.ErrorName is "ENOSPC" or "EDQUOT")
        {
            throw Full(refused.Message, refused);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        // What .NET makes of ENOSPC and EDQUOT keeps their numbers.
        catch (IOException full) when (full is not KernelRefusal && (full.HResult == Errno.ENOSPC.Number || full.HResult == Errno.EDQUOT.Number))
        {
            throw Full(full.Message, full);
        }
    }

    private async Task<PackedLayer> BootstrapAsync(BootstrapProgram program, BuildPlaces places, CancellationToken cancellationToken)
    {
        using var process = BootstrapProcess.Start(program, recipe, places, cancellationToken);
        var words = new BootstrapWords();
        var listening = ListenAsync(process, words);
        PackedLayer? layer;
        int code;
        try
        {
            layer = await Task.Run(() => new LayerPacker(options.Compression, recipe.SizeLimit, Packed).PackAsync(process.Output, places.Layer, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (layer is null) throw new ContainmentException(FailureReason.Exhausted, _name, $"{_name} is larger than its recipe's size-limit of {recipe.SizeLimit} bytes; nothing was made");
            code = await process.WaitAsync().ConfigureAwait(false);
        }
        finally
        {
            await process.EndAsync().ConfigureAwait(false);
        }
        await listening.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return code == 0 ? layer : throw words.Failure(_name, host.Options.StateDirectory, code);
    }

    private async Task ListenAsync(BootstrapProcess process, BootstrapWords words)
    {
        while (await process.Words.ReadLineAsync().ConfigureAwait(false) is { } line)
            if (words.Take(line) is { } step) Report(step, null, Interlocked.Read(ref _reported));
    }

    private async Task<BuiltImage> PublishAsync(BuildPlaces places, PackedLayer layer, string output, CancellationToken cancellationToken)
    {
        using var writer = await LayoutWriter.OpenAsync(output, host.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() =>
        {
            var stored = writer.AddFile(places.Layer, layer.Stored, layer.Size, layer.MediaType);
            var config = writer.Add(ImageDocuments.Config(RecipeProgram.Of(recipe), [layer.Plain], recipe.Timestamp, $"containment image build {recipe.Name}"), LayoutWriter.ConfigType);
            var manifest = writer.Add(ImageDocuments.Manifest(config, [stored]), LayoutWriter.ManifestType);
            writer.Publish(manifest with { Platform = new() { Architecture = ImageDocuments.Architecture, Os = "linux" } }, _name);
            var packages = File.ReadLines(places.Installed).Where(line => line.Length > 0).Order(StringComparer.Ordinal);
            return new BuiltImage(_name, output, manifest.Digest!, layer.Size, layer.PlainSize, [.. packages]);
        }, CancellationToken.None).ConfigureAwait(false);
    }

    private void Packed(long length)
    {
        if (length - _reported < ReportEach) return;
        Interlocked.Exchange(ref _reported, length);
        Report("packing", null, length);
    }

    private void Report(string step, string? detail, long packed) => progress?.Report(new(step, detail, packed));

    private ContainmentException Full(string words, Exception inner) =>
        new(FailureReason.Exhausted, options.Output ?? _name, $"{_name} could not be built, as a disk is full ({words}); nothing of it is {(options.Output is null ? "kept" : $"in {options.Output}")}", null, inner);
}
