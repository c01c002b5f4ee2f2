namespace Containment.Oci.States;

/// <summary>What a container is doing, in the words of runtime.md.</summary>
internal enum ContainerPhase
{
    Creating,
    Created,
    Running,
    Paused,
    Stopped,
}
