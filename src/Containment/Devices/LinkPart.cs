namespace Containment.Devices;

/// <summary>A network interface that a container is to have.</summary>
/// <param name="Name">What it is called on the host.</param>
/// <param name="Inside">What it is called inside.</param>
internal sealed record LinkPart(string Name, string Inside);
