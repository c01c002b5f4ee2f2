using Containment.Hosting;
using Containment.Resources;

namespace Containment.Daemon.Api;

/// <summary>What the governor sees and does, and what it promises whom.</summary>
internal static class GovernorEndpoints
{
    public static void MapGovernor(this IEndpointRouteBuilder app)
    {
        app.MapGet("/governor", (GovernorMetrics governor) => GovernorView.Of(governor.Last)).WithTags("governor").WithSummary("What the governor saw and did last");
        var one = app.MapGroup("/containers/{id}/class").WithTags("governor");
        one.MapGet("", async (string id, ContainerHost host, CancellationToken end) => new ClassView((await (await host.GetAsync(id, end)).GetServiceAsync(end)).ToString())).WithSummary("What it is promised");
        one.MapPut("", async (string id, ClassView wanted, ContainerHost host, CancellationToken end) =>
        {
            await (await host.GetAsync(id, end)).SetServiceAsync(ServiceClass.Parse(wanted.Class), end);
            return Results.NoContent();
        }).WithSummary("Changes what it is promised, as in memory=256M:200:1G,cpu=0.5");
        app.MapGet("/containers/{id}/merged-memory", async (string id, ContainerHost host, CancellationToken end) => await (await host.GetAsync(id, end)).GetMergedMemoryAsync(end))
            .WithTags("governor").WithSummary("What merging equal pages saves it");
    }
}
