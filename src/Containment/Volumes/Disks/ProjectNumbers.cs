using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Containment.Linux.Descriptors;

namespace Containment.Volumes.Disks;

/// <summary>The numbers of our projects. They are far above those that people write into /etc/projid by hand.</summary>
internal static class ProjectNumbers
{
    private const uint First = 0x4000_0000, Count = 0x4000_0000;

    public static bool AreOurs(uint project) => project is >= First and < First + Count;

    /// <summary>A free one: the same directory begins to look at the same place, and different ones hardly ever do.</summary>
    /// <param name="directory">Whose it will be.</param>
    /// <param name="isFree">Whether nothing is known of a number.</param>
    public static uint Find(string directory, Func<uint, bool> isFree)
    {
        var at = BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(directory))) % Count;
        for (var tries = 0u; tries < Count; tries++)
            if (isFree(First + (at + tries) % Count)) return First + (at + tries) % Count;
        throw new ContainmentException(FailureReason.Exhausted, directory, "all projects of this file system are taken");
    }

    /// <summary>All who look for one on this machine do so after another.</summary>
    public static async Task<IDisposable> LockAsync(CancellationToken cancellation)
    {
        const string directory = "/run/containment-projects";
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return await SharedLock.TakeAsync(directory, alone: true, TimeProvider.System, cancellation).ConfigureAwait(false);
    }
}
