namespace Containment.Migration.Wire;

/// <summary>What a frame carries.</summary>
/// <remarks>
/// A frame on the wire, all numbers little-endian:
/// <code>
///  0        4      5         6        8            16
///  | length | kind | message | zero   | sequence   | payload (length bytes, at most 1 MiB)
///
///  both:    Hello   magic "CTMV", oldest u16, newest u16, nonce[32]          sequence 0
///  both:    Bound   SHA-256(source nonce, target nonce, source certificate, target certificate)
///  then:    Control migration id[16], epoch u64, what the message says
///           Item    section u8, header                                       begins one file or image
///           Chunk   offset u64, bytes
///           End     SHA-256 over the item's header, places of chunks and trailer, trailer
///           Ping    nothing                                                  when nothing else was sent for a while
/// </code>
/// The sequence counts the frames of one direction from 0 without a gap, so nothing can be left out, doubled or put elsewhere;
/// Bound ties the session to both nonces and both certificates, so nothing of another session can be played again.
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
