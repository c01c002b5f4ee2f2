using Containment.Images;
using Containment.Images.Recipes;
using Containment.Images.Registries;
using Containment.Images.Storing;

namespace Containment;

/// <summary>What Images adds to a host.</summary>
public static class ImagesVerbs
{
    extension(ContainerHost host)
    {
        /// <summary>
        /// Takes an image from where it is and keeps it. skopeo carries it, so its files of credentials, registries and signatures hold. What is here
        /// already of it is not sent again; layers are unpacked while the others arrive, and each is compared with its digest. An image that had the name
        /// loses it when all is here, and not before.
        /// </summary>
        /// <param name="source">A name such as <c>debian:12</c>, or as containers-transports(5) writes it: docker-archive:FILE, oci:DIRECTORY, oci-archive:FILE, dir:DIRECTORY.</param>
        /// <param name="options">How.</param>
        /// <param name="cancellationToken">Gives up; what has wholly arrived is not sent again the next time.</param>
        /// <exception cref="InvalidSpecException">It can't be a name, or has none.</exception>
        /// <exception cref="ContainmentException">skopeo is missing, there is no such image (NotFound), the registry could not be reached (PeerFailed), the disk is full (Exhausted), or it is hostile or damaged (Corrupt).</exception>
        public Task<StoredImage> PullImageAsync(string source, PullOptions? options = null, CancellationToken cancellationToken = default) =>
            new Pulling(host.Images()).RunAsync(TransportName.Parse(source, nameof(source)), options ?? new(), cancellationToken);

        /// <summary>Keeps an image out of an OCI image layout directory, as if it were pulled; skopeo is not needed.</summary>
        /// <param name="layout">The directory; absolute.</param>
        /// <param name="reference">The org.opencontainers.image.ref.name to take; null where there is only one.</param>
        /// <param name="name">What it is called here.</param>
        /// <param name="cancellationToken">Gives up.</param>
        /// <exception cref="InvalidSpecException">It is no layout, or has no such image, or the name can't be one.</exception>
        /// <exception cref="ContainmentException">It does not match its digests, or is hostile (Corrupt).</exception>
        public Task<StoredImage> KeepImageAsync(string layout, string? reference, string name, CancellationToken cancellationToken = default) =>
            new Adoption(host.Images()).RunAsync(layout, reference, ImageName.Parse(name).ToString(), null, cancellationToken);

        /// <summary>Sends an image that the host keeps to a registry, or into a file or directory, manifest and layers as they are.</summary>
        /// <param name="name">Which.</param>
        /// <param name="destination">As the source of a pull.</param>
        /// <param name="options">How.</param>
        /// <param name="cancellationToken">Gives up.</param>
        /// <exception cref="ContainmentException">There is no such image, it is damaged (checked before anything is sent), or skopeo failed.</exception>
        public Task PushImageAsync(string name, string destination, PushOptions? options = null, CancellationToken cancellationToken = default) =>
            new Pushing(host.Images()).RunAsync(ImageName.Parse(name), TransportName.Parse(destination, nameof(destination)), options ?? new(), cancellationToken);

        /// <summary>What an image says about how to run it; null for a root file system that is no image. Nothing is unpacked.</summary>
        /// <exception cref="ContainmentException">There is no such image (NotFound), or it does not match its digests (Corrupt).</exception>
        public Task<ImageConfig?> ReadImageConfigAsync(RootSource root, CancellationToken cancellationToken = default) => host.Images().ConfigAsync(root, cancellationToken);

        /// <summary>The images that the host keeps, by name.</summary>
        public IReadOnlyList<StoredImage> ListImages() => [.. host.Images().Catalog.List().Select(image => image.ToStored())];

        /// <summary>One of them; null where there is none.</summary>
        public StoredImage? FindImage(string name) => host.Images().Catalog.Find(ImageName.Parse(name))?.ToStored();

        /// <summary>Takes an image's name away. Its data stays until it is collected; containers made of it go on.</summary>
        /// <exception cref="ContainmentException">There is no such image (NotFound).</exception>
        public Task RemoveImageAsync(string name, CancellationToken cancellationToken = default) => host.Images().Catalog.ForgetAsync(ImageName.Parse(name), cancellationToken);

        /// <summary>
        /// Makes an image by a recipe, with mmdebstrap. It is in the layout, or kept by the host, whole or not at all, whatever happens; what an earlier build left when it was killed is removed.
        /// </summary>
        /// <param name="recipe">What is in it.</param>
        /// <param name="options">Where it goes.</param>
        /// <param name="progress">Is told of each step.</param>
        /// <param name="cancellationToken">Ends the build and everything it has begun.</param>
        /// <exception cref="InvalidSpecException">Parts of the recipe do not fit together, or a file that it names is missing.</exception>
        /// <exception cref="ContainmentException">
        /// mmdebstrap is missing (<see cref="FailureReason.ToolMissing"/>) or failed, such as for a package that there is none of (ToolFailed, with apt's words); the disk is full
        /// or the recipe's size limit is passed (Exhausted); this process is not root (Unsupported).
        /// </exception>
        /// <exception cref="KernelException">The kernel refused to write something.</exception>
        public Task<BuiltImage> BuildImageAsync(ImageRecipe recipe, ImageBuildOptions? options = null, IProgress<ImageBuildProgress>? progress = null, CancellationToken cancellationToken = default) =>
            new ImageBuilder(host, recipe, options ?? new(), progress).RunAsync(cancellationToken);

        internal ImageStore Images() => host.Part(opened => new ImageStore(opened));
    }
}
