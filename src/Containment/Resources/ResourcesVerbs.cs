using Containment.Resources;

namespace Containment;

/// <summary>What a host does about what its containers use.</summary>
public static class ResourcesVerbs
{
    extension(ContainerHost host)
    {
        /// <summary>Opens what reads the use and the pressure of all containers again and again.</summary>
        /// <exception cref="KernelException">This user has no inotify instance left.</exception>
        public ResourceSampler OpenSampler(SamplerOptions? options = null) => new(host, options ?? new());
    }
}
