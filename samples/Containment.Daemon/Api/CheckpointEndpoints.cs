using Containment.Checkpoints;

namespace Containment.Daemon.Api;

/// <summary>Checkpoints over HTTP.</summary>
internal static class CheckpointEndpoints
{
    public static void MapCheckpoints(this IEndpointRouteBuilder app)
    {
        var one = app.MapGroup("/containers/{id}").WithTags("checkpoints");
        one.MapGet("/checkpoints", ListAsync).WithSummary("Its checkpoints");
        one.MapPost("/checkpoints", TakeAsync).WithSummary("Writes its memory and files to disk");
        one.MapPost("/restore", RestoreAsync).WithSummary("Makes it what it was at a checkpoint");
    }

    private static async Task<IReadOnlyList<CheckpointView>> ListAsync(string id, ContainerHost host, CancellationToken end) =>
        [.. (await (await host.GetAsync(id, end)).ListCheckpointsAsync(end)).Select(CheckpointView.Of)];

    private static async Task<CheckpointView> TakeAsync(string id, CheckpointRequest request, ContainerHost host, CancellationToken end) =>
        CheckpointView.Of(await (await host.GetAsync(id, end)).CheckpointAsync(new CheckpointOptions { Name = request.Name, LeaveRunning = request.LeaveRunning }, end));

    private static async Task<IResult> RestoreAsync(string id, RestoreRequest request, ContainerHost host, CancellationToken end)
    {
        await (await host.GetAsync(id, end)).RestoreAsync(request.Name, end);
        return Results.NoContent();
    }
}
