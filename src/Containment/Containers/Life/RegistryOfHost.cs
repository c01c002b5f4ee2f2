namespace Containment.Containers.Life;

/// <summary>The way from a host to its containers.</summary>
internal static class RegistryOfHost
{
    extension(ContainerHost host)
    {
        public ContainerRegistry Containers() => host.Part(static opened => new ContainerRegistry(opened));
    }
}
