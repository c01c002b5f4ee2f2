using System.Security.Cryptography;

namespace Containment.Images.Layers;

/// <summary>Compares a stored layer with its digest.</summary>
internal static class BlobCheck
{
    /// <exception cref="ContainmentException"><see cref="FailureReason.Corrupt"/>. What is damaged is removed, so that the next pull brings it again.</exception>
    public static async Task RunAsync(Archive layer, CancellationToken cancellation)
    {
        using var file = RegularFile.Open(layer.Path) ?? throw Damaged(layer, "it is gone");
        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
        if (found == layer.Stored.Hex) return;
        File.Delete(layer.Path);
        throw Damaged(layer, $"its digest is sha256:{found}");
    }

    private static ContainmentException Damaged(Archive layer, string what) => new(FailureReason.Corrupt, layer.Name, $"{layer.Name}: {what}; pull the image again");
}
