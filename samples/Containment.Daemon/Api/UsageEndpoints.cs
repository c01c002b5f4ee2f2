namespace Containment.Daemon.Api;

/// <summary>What all containers use.</summary>
internal static class UsageEndpoints
{
    public static void MapUsage(this IEndpointRouteBuilder app) =>
        app.MapGet("/usage", (LatestUse use) => use.Read()).WithTags("containers").WithSummary("What all containers use and wait for");
}
