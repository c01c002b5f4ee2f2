using Containment.Migration.Protocol;

namespace Containment.Migration.Wire;

/// <summary>One frame as it came. Its payload is valid until the next one is read.</summary>
internal readonly record struct Frame(FrameKind Kind, Message Message, ReadOnlyMemory<byte> Payload);
