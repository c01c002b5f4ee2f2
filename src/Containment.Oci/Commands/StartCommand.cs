using Containment.Oci.Life;

namespace Containment.Oci.Commands;

/// <summary><c>start ID</c></summary>
internal sealed class StartCommand : Command
{
    public override string Name => "start";
    public override string Summary => "execute the user defined process in a created container";

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var held = invocation.Store.Hold(invocation.Id);
        await Beginning.RunAsync(held, invocation.Log, cancellationToken).ConfigureAwait(false);
        return 0;
    }
}
