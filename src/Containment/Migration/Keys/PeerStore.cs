using System.Text;
using Containment.Migration.Journals;

namespace Containment.Migration.Keys;

/// <summary>STATE/peers: one file for each trusted host, named after it, with its fingerprint as the only line.</summary>
internal sealed class PeerStore(string directory)
{
    public Task PutAsync(TrustedPeer peer, CancellationToken cancellation) =>
        DurableFile.ReplaceAsync(Path.Combine(directory, peer.Name), Encoding.ASCII.GetBytes(peer.Fingerprint + "\n"), cancellation);

    public Task<bool> RemoveAsync(string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = Path.Combine(directory, name);
        if (!ContainerId.TryParse(name, null, out _) || !File.Exists(path)) return Task.FromResult(false);
        File.Delete(path);
        DurableFile.Flush(directory);
        return Task.FromResult(true);
    }

    /// <exception cref="ContainmentException">A file holds no fingerprint.</exception>
    public async Task<IReadOnlyList<TrustedPeer>> ReadAsync(CancellationToken cancellation)
    {
        var peers = new List<TrustedPeer>();
        if (!Directory.Exists(directory)) return peers;
        foreach (var path in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
        {
            if (!ContainerId.TryParse(Path.GetFileName(path), null, out var name)) continue;
            try
            {
                peers.Add(new TrustedPeer(name.Value, Wire.Fingerprint.Parse(await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false))));
            }
            catch (FileNotFoundException)
            {
                // Distrusted meanwhile.
            }
            catch (InvalidSpecException broken)
            {
                throw new ContainmentException(FailureReason.Corrupt, path, $"{path} holds no fingerprint", null, broken);
            }
        }
        return peers;
    }
}
