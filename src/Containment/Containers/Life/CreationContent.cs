using Containment.Images;
using Containment.Snapshots;

namespace Containment.Containers.Life;

/// <summary>What a container is made from where that is not what its root source gives now.</summary>
/// <param name="Tree">What lies below its own layers.</param>
/// <param name="Fill">Fills its own layers, when they are there and before it is.</param>
internal sealed record CreationContent(RootTree Tree, Func<OwnLayers, CancellationToken, Task<OwnLayers>> Fill);
