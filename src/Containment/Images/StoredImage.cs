namespace Containment.Images;

/// <summary>An image that a host keeps.</summary>
/// <param name="Name">Its name, as <c>debian:12</c> or <c>registry.example/team/app:1.2</c>.</param>
/// <param name="Digest">Of its manifest, as <c>sha256:…</c>: what a registry calls it by.</param>
/// <param name="Id">The digest of its config, which names all of its content. What a container keeps of the image it was made from.</param>
/// <param name="Layers">How many layers it has.</param>
/// <param name="Bytes">How much its layers have as they are stored and sent, in bytes. Layers that images share count in each.</param>
/// <param name="StoredAt">When it got this name here.</param>
public sealed record StoredImage(string Name, string Digest, string Id, int Layers, long Bytes, DateTimeOffset StoredAt);
