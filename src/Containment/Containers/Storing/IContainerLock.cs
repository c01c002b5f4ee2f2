namespace Containment.Containers.Storing;

/// <summary>The right to change a container: nobody else has it, in this process or another. Disposing it gives it back.</summary>
internal interface IContainerLock : IDisposable
{
    ContainerId Id { get; }

    /// <summary>True under a newly reserved name when somebody who is no more left parts of a container of that name.</summary>
    bool HasRemains { get; }
}
