using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Containment.Linux.Descriptors;

namespace Containment.Migration.Wire;

/// <summary>
/// What the target says it has of an earlier attempt. The source believes none of it: it compares the digests with what its own
/// files hold now. In Have messages, one after the other:
/// <code>
/// | section u8 | length i64 | digest[32] | path length u16 | path |
/// </code>
/// </summary>
internal sealed class KeptFiles
{
    private const int Fixed = 1 + 8 + SHA256.HashSizeInBytes + 2, Most = 1 << 20;

    private readonly ConcurrentDictionary<(ItemSection, PathBytes), (long Length, byte[] Digest)> _files = new();

    public int Count => _files.Count;

    /// <summary>Tells of each file once: by the next round the target has let go of it.</summary>
    public (long Length, byte[] Digest)? Take(ItemSection section, PathBytes path) => _files.TryRemove((section, path), out var found) ? found : null;

    /// <exception cref="WireException">It is no such message, or there are too many.</exception>
    public void Add(ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
        {
            if (message.Length < Fixed) throw new WireException("half of a kept file");
            var section = (ItemSection)message[0];
            var (length, digest, path) = (BinaryPrimitives.ReadInt64LittleEndian(message[1..]), message.Slice(9, SHA256.HashSizeInBytes).ToArray(), BinaryPrimitives.ReadUInt16LittleEndian(message[(Fixed - 2)..]));
            if (section is not (ItemSection.Base or ItemSection.Layer) || length <= 0 || path > message.Length - Fixed || _files.Count >= Most) throw new WireException("a kept file that can't be");
            _files[(section, new PathBytes(message.Slice(Fixed, path)))] = (length, digest);
            message = message[(Fixed + path)..];
        }
    }

    /// <summary>As payloads that each fit into a frame.</summary>
    public static IEnumerable<byte[]> Messages(IEnumerable<KeptFile> files)
    {
        const int Full = FrameHeader.MaxPayload / 2;
        var message = new List<byte>();
        var fixedPart = new byte[Fixed];
        foreach (var file in files.Where(file => file.Path.Length <= ushort.MaxValue).Take(Most))
        {
            fixedPart[0] = (byte)file.Section;
            BinaryPrimitives.WriteInt64LittleEndian(fixedPart.AsSpan(1), file.Length);
            file.Digest.CopyTo(fixedPart, 9);
            BinaryPrimitives.WriteUInt16LittleEndian(fixedPart.AsSpan(Fixed - 2), (ushort)file.Path.Length);
            message.AddRange(fixedPart);
            message.AddRange(file.Path);
            if (message.Count < Full) continue;
            yield return [.. message];
            message.Clear();
        }
        if (message.Count > 0) yield return [.. message];
    }
}
