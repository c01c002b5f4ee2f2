namespace Containment.Containers.Storing;

/// <summary>A description as it is written to disk, with the version of its form.</summary>
internal sealed record StoredSpec(int Version, ContainerSpec Container)
{
    public const int CurrentVersion = 1;
}
