using Containment.Migration;

namespace Containment.Daemon.Api;

/// <summary>Where to move a container: <c>[peer@]address[:port]</c>.</summary>
internal sealed record MoveRequest(string Target)
{
    public MigrationStrategy Strategy { get; set; } = MigrationStrategy.Auto;
}

/// <summary>What a move cost.</summary>
internal sealed record MoveView(string Id, Guid MigrationId, string Target, MigrationStrategy Strategy, IReadOnlyList<string> Reasons, long Epoch, int Rounds, long BaseBytes, long FileBytes, long MemoryBytes, long WireBytes, double FreezeMilliseconds, double TotalMilliseconds)
{
    public static MoveView Of(MigrationReport report) => new(report.Id.Value, report.MigrationId, report.Target.ToString(), report.Strategy, report.Reasons, report.Epoch, report.Rounds, report.BaseBytes, report.FileBytes,
        report.MemoryBytes, report.WireBytes, report.Freeze.TotalMilliseconds, report.Total.TotalMilliseconds);
}
