using Containment.Migration;

namespace Containment.Daemon.Api;

/// <summary>Moves over HTTP. A client that goes away does not end a move.</summary>
internal static class MoveEndpoints
{
    public static void MapMoves(this IEndpointRouteBuilder app) =>
        app.MapPost("/containers/{id}/migrate", MoveAsync).WithTags("moves").WithSummary("Moves it to another host while it runs");

    private static async Task<MoveView> MoveAsync(string id, MoveRequest request, ContainerHost host, IHostApplicationLifetime lifetime) =>
        MoveView.Of(await host.MigrateAsync(id, MigrationTarget.Parse(request.Target), new MigrateOptions { Strategy = request.Strategy }, null, lifetime.ApplicationStopping));
}
