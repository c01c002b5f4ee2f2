namespace Containment.Networks;

/// <summary>A network of a host, and who is on it.</summary>
/// <param name="Definition">What was asked for.</param>
/// <param name="Link">How containers are connected.</param>
/// <param name="Leases">The addresses that containers have, running or not, in order.</param>
public sealed record NetworkStatus(NetworkDefinition Definition, NetworkLink Link, IReadOnlyList<AddressLease> Leases);
