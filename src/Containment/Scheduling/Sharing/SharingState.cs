using System.Collections.Immutable;

namespace Containment.Scheduling.Sharing;

/// <summary>What the usual policy remembers.</summary>
internal sealed record SharingState(bool Short, ImmutableDictionary<ContainerId, StandingNote> Notes) : GovernorState
{
    public static SharingState Empty { get; } = new(false, ImmutableDictionary<ContainerId, StandingNote>.Empty);

    public StandingNote? Find(ContainerId id) => Notes.GetValueOrDefault(id);

    public static SharingState Of(bool isShort, IEnumerable<Standing> standings) =>
        new(isShort, standings.ToImmutableDictionary(standing => standing.Reading.Id, standing => standing.Note));
}
