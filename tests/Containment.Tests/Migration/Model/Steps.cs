using Containment.Migration.Protocol;

namespace Containment.Tests.Migration.Model;

/// <summary>A source's machine: the real one, or one with a mistake put in.</summary>
internal delegate (SourceState State, Effect[] Effects) SourceStep(SourceState state, Input input);

/// <summary>A target's machine: the real one, or one with a mistake put in.</summary>
internal delegate (TargetState State, Effect[] Effects) TargetStep(TargetState state, Input input);
