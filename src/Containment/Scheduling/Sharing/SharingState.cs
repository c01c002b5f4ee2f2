using System.Collections.Immutable;

namespace Containment.Scheduling.Sharing;

/// <summary>What the usual policy remembers.</summary>
internal sealed record SharingState(bool Short, long Needed, DateTimeOffset? At, ImmutableDictionary<ContainerId, StandingNote> Notes) : GovernorState
{
    public static SharingState Empty { get; } = new(false, 0, null, ImmutableDictionary<ContainerId, StandingNote>.Empty);

    public StandingNote? Find(ContainerId id) => Notes.GetValueOrDefault(id);

    public static SharingState Of(bool isShort, long needed, DateTimeOffset now, IEnumerable<Standing> standings) =>
        new(isShort, needed, now, standings.ToImmutableDictionary(standing => standing.Reading.Id, standing => standing.Note));
}
