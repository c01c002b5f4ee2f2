namespace Containment.Benchmarks.Density;

/// <summary>A maker of idle containers.</summary>
internal interface IFleet
{
    string Name { get; }

    /// <summary>Starts so many containers that run /idle of the root; disposing the answer removes them all.</summary>
    Task<IAsyncDisposable> StartAsync(int count, string root, CancellationToken cancellationToken);

    /// <summary>Whether a process is its tool, not a container's own.</summary>
    bool IsOverhead(string executable);
}
