using Containment.Oci.Output;

namespace Containment.Oci.Commands;

/// <summary><c>features</c></summary>
internal sealed class FeaturesCommand : Command
{
    public override string Name => "features";
    public override string Summary => "show what this runtime can do";
    public override string Form => "";
    public override string Description => "The answer is the JSON of features.md of the OCI runtime specification. It is about the\nruntime, not about this machine.";
    public override (int Least, int Most) Arguments => (0, 0);

    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        invocation.Output.Write(FeaturesText.Write());
        return Task.FromResult(0);
    }
}
