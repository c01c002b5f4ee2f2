namespace Containment.Images;

/// <summary>Root file systems, read from where they come from and kept by digest under STATE/images.</summary>
internal sealed class ImageStore(ContainerHost host)
{
    /// <summary>Makes a source ready to be a lower layer. What is unpacked already is not unpacked again.</summary>
    /// <exception cref="InvalidSpecException">There is no such source, or it is nothing of its kind.</exception>
    /// <exception cref="ContainmentException">It does not match its digest, or is hostile (Corrupt); nothing is kept of it.</exception>
    /// <exception cref="KernelException">The disk is full, or the kernel refused something else.</exception>
    public async Task<RootTree> ResolveAsync(RootSource source, IProgress<ImageProgress>? progress, CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        return source switch
        {
            RootSource.Directory directory => DirectorySource.Open(directory),
            _ => throw new ContainmentException(FailureReason.Unsupported, $"{source}", $"{source} can't be read; {host.Options.StateDirectory}"),
        };
    }
}
