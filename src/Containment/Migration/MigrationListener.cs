using System.Net;

namespace Containment.Migration;

/// <summary>Receives containers from trusted hosts until it is disposed.</summary>
public sealed class MigrationListener : IAsyncDisposable
{
    internal MigrationListener(IPEndPoint endPoint) => EndPoint = endPoint;

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Stops listening; moves that are not committed are given up and cleaned away.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
