namespace Containment.Migration;

/// <summary>Another host that may send containers to this one and receive them from it.</summary>
/// <param name="Name">What it is called here.</param>
/// <param name="Fingerprint">SHA-256 of its certificate, as <c>sha256:</c> and 64 hexadecimal digits.</param>
public sealed record TrustedPeer(string Name, string Fingerprint);
