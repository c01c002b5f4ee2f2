namespace Containment.Checkpoints.Dumping;

/// <summary>A mount that is not in the images: it is made anew for a restore.</summary>
/// <param name="Target">Where it is, inside.</param>
/// <param name="Key">What the images call it.</param>
internal sealed record ExternalMount(string Target, string Key);
