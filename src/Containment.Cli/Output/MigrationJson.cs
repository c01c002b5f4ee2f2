using System.Text.Json.Nodes;
using Containment.Migration;

namespace Containment.Cli.Output;

/// <summary>Moves as programs read them; times in seconds.</summary>
internal static class MigrationJson
{
    public static string Of(MigrationAnalysis analysis) => new JsonObject
    {
        ["canMove"] = analysis.CanMove,
        ["strategy"] = analysis.Strategy?.ToString(),
        ["reasons"] = Texts(analysis.Reasons),
        ["findings"] = new JsonArray([.. analysis.Findings.Select(Of)]),
        ["baseBytes"] = analysis.BaseBytes,
        ["fileBytes"] = analysis.FileBytes,
        ["memoryBytes"] = analysis.MemoryBytes,
        ["estimate"] = analysis.Estimate is not { } estimate ? null : new JsonObject
        {
            ["bytes"] = estimate.Bytes, ["rounds"] = estimate.Rounds, ["freezeSeconds"] = estimate.Freeze?.TotalSeconds, ["totalSeconds"] = estimate.Total?.TotalSeconds,
            ["bytesPerSecond"] = estimate.BytesPerSecond, ["dirtyBytesPerSecond"] = estimate.DirtyBytesPerSecond,
        },
    }.ToJsonString();

    public static string Of(MigrationReport report) => new JsonObject
    {
        ["id"] = report.Id.Value,
        ["migrationId"] = report.MigrationId.ToString(),
        ["target"] = report.Target.ToString(),
        ["strategy"] = report.Strategy.ToString(),
        ["reasons"] = Texts(report.Reasons),
        ["epoch"] = report.Epoch,
        ["rounds"] = report.Rounds,
        ["baseBytes"] = report.BaseBytes,
        ["fileBytes"] = report.FileBytes,
        ["memoryBytes"] = report.MemoryBytes,
        ["wireBytes"] = report.WireBytes,
        ["freezeSeconds"] = report.Freeze.TotalSeconds,
        ["freezeParts"] = new JsonObject(report.FreezeParts.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)part.Value.TotalSeconds))),
        ["totalSeconds"] = report.Total.TotalSeconds,
    }.ToJsonString();

    private static JsonNode Of(MigrationFinding finding) => new JsonObject
    {
        ["severity"] = $"{finding.Severity}".ToLowerInvariant(), ["code"] = finding.Code, ["what"] = finding.What, ["why"] = finding.Why, ["remedy"] = finding.Remedy, ["memoryOnly"] = finding.MemoryOnly, ["passing"] = finding.Passing,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
