namespace Containment.Images.Tar;

/// <summary>The bytes are no tar archive, or one that ends too early.</summary>
internal sealed class TarFormatException(string message) : IOException(message);
