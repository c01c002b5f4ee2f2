using Containment.Oci.CommandLine;
using Containment.Oci.Life;

namespace Containment.Oci.Commands;

/// <summary><c>create [--bundle DIR] [--console-socket PATH] [--pid-file PATH] … ID</c></summary>
internal sealed class CreateCommand : Command
{
    public override string Name => "create";
    public override string Summary => "create a container";
    public override string Description => $"{CreateFlags.Explanation}\nIts process waits until start lets it begin.";
    public override IReadOnlyList<Flag> Flags => CreateFlags.All;

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var held = await new Creation(invocation.Store, invocation.Log).RunAsync(CreateOptions.Of(invocation, held: true), cancellationToken).ConfigureAwait(false);
        return 0;
    }
}
