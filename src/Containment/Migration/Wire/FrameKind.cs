namespace Containment.Migration.Wire;

/// <summary>What a frame carries.</summary>
/// <remarks>
/// A frame on the wire, all numbers little-endian:
/// <code>
///  0        4      5         6        8            16
///  | length | kind | message | packing, zero | sequence | payload (length bytes, at most 1 MiB)
///
///  both:    Hello   magic "CTMV", oldest u16, newest u16, nonce[32]          sequence 0
///  both:    Bound   SHA-256(source nonce, target nonce, source certificate, target certificate)
///  then:    Control migration id[16], epoch u64, what the message says
///           Item    place[24], section u8, header                            begins one file or image
///           Chunk   place[24], bytes; packed: place[24], plain length u32, packed bytes
///           End     place[24], SHA-256 over the item's header, places of chunks and trailer, trailer
///                   a place: number of the frame among those of items u64, number of its Item frame u64, offset u64
///           Ping    nothing                                                  when nothing else was sent for a while
/// </code>
/// The sequence counts the frames of one direction from 0 without a gap, so nothing can be left out, doubled or put elsewhere;
/// Bound ties the session to both nonces and both certificates, so nothing of another session can be played again.
/// Item frames may come over further streams of the same move, each a session of its own that begins with Join: its proof is
/// HMAC-SHA256 over its own session's hash with the main session's hash as the key, which only these two hosts know.
/// </remarks>
internal enum FrameKind : byte
{
    Hello = 1,
    Bound = 2,
    Control = 3,
    Item = 4,
    Chunk = 5,
    End = 6,
    Ping = 7,
}
