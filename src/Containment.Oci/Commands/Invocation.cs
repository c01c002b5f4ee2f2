using Containment.Oci.CommandLine;
using Containment.Oci.Output;
using Containment.Oci.States;

namespace Containment.Oci.Commands;

/// <summary>A command with what was given to it.</summary>
internal sealed record Invocation(GlobalOptions Options, FlagValues Flags, IReadOnlyList<string> Arguments, ErrorLog Log, Answers Output)
{
    private StateStore? _store;

    public StateStore Store => _store ??= new(Options.Root);

    /// <summary>The container that the first argument names.</summary>
    public string Id => StateStore.CheckId(Arguments[0]);

    public string? Text(Flag flag) => Flags.Text(flag);
    public bool On(Flag flag) => Flags.On(flag);
}
