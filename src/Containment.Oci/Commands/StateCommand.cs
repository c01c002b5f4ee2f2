using Containment.Oci.Output;

namespace Containment.Oci.Commands;

/// <summary><c>state ID</c></summary>
internal sealed class StateCommand : Command
{
    public override string Name => "state";
    public override string Summary => "output the state of a container";

    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        invocation.Output.Write(StateText.Write(invocation.Store.Read(invocation.Id)));
        return Task.FromResult(0);
    }
}
