using Containment.Bundles.Oci;
using Containment.Oci.States;

namespace Containment.Oci.Life;

/// <summary>What a container was made of: its own copy of the bundle's config.json.</summary>
internal static class Specification
{
    /// <exception cref="ContainmentException"><see cref="FailureReason.Corrupt"/>: it is not there, or damaged.</exception>
    public static RuntimeSpec Of(ContainerView container)
    {
        try
        {
            return RuntimeSpecText.Read(File.ReadAllBytes(container.Paths.Config), container.Record.Bundle);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or InvalidSpecException)
        {
            throw new ContainmentException(FailureReason.Corrupt, container.Paths.Config, $"{container.Paths.Config} is damaged: {wrong.Message}", "delete --force removes the container", wrong);
        }
    }
}
