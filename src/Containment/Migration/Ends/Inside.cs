using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Hindering;
using Containment.Containers.Life;

namespace Containment.Migration.Ends;

/// <summary>What a container's processes do that can't be saved.</summary>
internal static class Inside
{
    public static async Task<IReadOnlyList<MigrationFinding>> OfAsync(ContainerHost host, ContainerId id, CancellationToken cancellation)
    {
        try
        {
            await CriuVersion.OfAsync(cancellation).ConfigureAwait(false);
        }
        catch (ContainmentException lack)
        {
            return [MigrationFindings.Criu("source", lack.Message)];
        }
        var facts = await ContainerReading.ReadAsync(host.Containers(), id, cancellation).ConfigureAwait(false);
        return facts is null ? [] : [.. Hindrances.Of(facts).Select(Finding)];
    }

    private static MigrationFinding Finding(Hindrance one) =>
        new(one.Weight switch { Weight.Refusal => MigrationSeverity.Blocker, Weight.Doubt => MigrationSeverity.Warning, _ => MigrationSeverity.Note }, one.Code, one.What, one.Why, one.Remedy) { MemoryOnly = true, Passing = one.Passing };
}
