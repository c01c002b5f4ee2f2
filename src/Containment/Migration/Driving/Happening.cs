using Containment.Migration.Protocol;

namespace Containment.Migration.Driving;

/// <summary>An input on its way to a machine, with what came along and which link it came over.</summary>
/// <param name="Input">What happened.</param>
/// <param name="Payload">What a message carried behind the name of its move.</param>
/// <param name="Link">The link it is about; one that is not the present one any more is left aside.</param>
/// <param name="Work">Which work it ends; one that was stopped meanwhile is left aside.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Timer">Which timer ran out; one that was set anew meanwhile is left aside.</param>
internal sealed record Happening(Input Input, ReadOnlyMemory<byte> Payload = default, MoveLink? Link = null, RunningWork? Work = null, Exception? Error = null, object? Timer = null);
