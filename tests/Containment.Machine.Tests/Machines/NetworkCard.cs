namespace Containment.Machine.Tests.Machines;

/// <summary>One end of the cable between two machines: a stream socket that one of them listens on and the other connects to.</summary>
/// <param name="Socket">The socket's name, an abstract one (unix(7)): nothing is left of it.</param>
/// <param name="Listens">Whether this end listens. The other one tries until it does.</param>
/// <param name="Address">The address of eth0 with its prefix, such as 10.9.0.1/24.</param>
internal sealed record NetworkCard(string Socket, bool Listens, string Address);
