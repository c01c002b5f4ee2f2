using System.Security.Cryptography;
using System.Text;
using Containment.Backups.Taking;
using Containment.Images.Layers;

namespace Containment.Backups.Returning;

/// <summary>A directory below a container's own files, and where it is on this host. Pure but for looking whether it is there.</summary>
/// <param name="There">Its path where the backup was taken, which is its path in the backup.</param>
/// <param name="Here">Its path on this host.</param>
/// <param name="Missing">Whether it must be brought here first.</param>
internal sealed record BaseLayer(string There, string Here, bool Missing)
{
    /// <param name="path">Where it was.</param>
    /// <param name="note">The backup.</param>
    /// <param name="backup">The backup's name: a directory that is not named by its digest may be another one in each.</param>
    /// <param name="store">Unpacked layers here.</param>
    /// <param name="restored">Where those go that come from backups. They are not put among the others: only what was compared with its digest is there.</param>
    public static BaseLayer Of(string path, BackupNote note, string backup, LayerStore store, string restored)
    {
        var named = Path.GetDirectoryName(path) == note.LayerHome && Digest.TryParse($"sha256:{Path.GetFileName(path)}", out var digest) ? digest : (Digest?)null;
        if (named is { } known && store.Has(known)) return new(path, store.PathOf(known), false);
        if (named is null && note.Machine == ThisMachine.Id && Directory.Exists(path)) return new(path, path, false);
        var key = named?.Hex ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{backup} {path}")));
        var here = Path.Combine(restored, key);
        return new(path, here, !Directory.Exists(here));
    }
}
