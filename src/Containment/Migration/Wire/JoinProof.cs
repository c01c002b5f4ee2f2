using System.Security.Cryptography;

namespace Containment.Migration.Wire;

/// <summary>Proves that a further stream belongs to a move: only the two hosts know both sessions' hashes, and no session has the hash of another.</summary>
internal static class JoinProof
{
    public static byte[] Of(FrameChannel stream, ReadOnlyMemory<byte> main) => HMACSHA256.HashData(main.Span, stream.Session.Span);

    public static bool Holds(ReadOnlySpan<byte> proof, FrameChannel stream, ReadOnlyMemory<byte> main) =>
        !main.IsEmpty && CryptographicOperations.FixedTimeEquals(proof, Of(stream, main));
}
