using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Resources;

namespace Containment.Daemon.Api;

/// <summary>Containers over HTTP: each endpoint is one verb of the library.</summary>
internal static class ContainerEndpoints
{
    public static void MapContainers(this IEndpointRouteBuilder app)
    {
        var all = app.MapGroup("/containers").WithTags("containers");
        all.MapGet("", ListAsync).WithSummary("All containers of this host");
        all.MapPost("", CreateAsync).WithSummary("Makes a container, and starts it");
        var one = all.MapGroup("/{id}");
        one.MapGet("", async (string id, ContainerHost host, CancellationToken end) => await ContainerView.OfAsync(await host.GetAsync(id, end), end)).WithSummary("One container");
        one.MapDelete("", (string id, ContainerHost host, CancellationToken end) => Do(host, id, container => container.DeleteAsync(end), end)).WithSummary("Removes it");
        one.MapPost("/start", (string id, ContainerHost host, CancellationToken end) => Do(host, id, container => container.StartAsync(end), end)).WithSummary("Starts it");
        one.MapPost("/stop", (string id, double? seconds, ContainerHost host, CancellationToken end) => Do(host, id, container => container.StopAsync(new StopOptions { GracePeriod = TimeSpan.FromSeconds(seconds ?? 10) }, end), end)).WithSummary("Stops it");
        one.MapPost("/kill", (string id, ContainerHost host, CancellationToken end) => Do(host, id, container => container.KillAsync(end), end)).WithSummary("Kills it");
        one.MapPost("/pause", (string id, ContainerHost host, CancellationToken end) => Do(host, id, container => container.PauseAsync(end), end)).WithSummary("Freezes it");
        one.MapPost("/resume", (string id, ContainerHost host, CancellationToken end) => Do(host, id, container => container.ResumeAsync(end), end)).WithSummary("Lets it go on");
        one.MapPost("/exec", ExecAsync).WithSummary("Runs one more process in it and waits for its end");
        one.MapGet("/limits", async (string id, ContainerHost host, CancellationToken end) => await (await host.GetAsync(id, end)).GetLimitsAsync(end)).WithSummary("What it may use");
        one.MapPatch("/limits", SetAsync).WithSummary("Changes what it may use, while it runs");
        one.MapGet("/usage", async (string id, ContainerHost host, CancellationToken end) => await (await host.GetAsync(id, end)).GetUsageAsync(end)).WithSummary("What it uses");
        one.MapGet("/logs", LogsAsync).WithSummary("What it has written");
    }

    private static async Task<IReadOnlyList<ContainerView>> ListAsync(ContainerHost host, CancellationToken end)
    {
        var views = new List<ContainerView>();
        foreach (var container in await host.ListAsync(end)) views.Add(await ContainerView.OfAsync(container, end));
        return views;
    }

    private static async Task<IResult> CreateAsync(CreateRequest request, ContainerHost host, CancellationToken end)
    {
        var container = await host.CreateAsync(request.ToSpec(), end);
        if (request.Start) await container.StartAsync(end);
        return Results.Created($"/containers/{container.Id}", await ContainerView.OfAsync(container, end));
    }

    private static async Task<ExecView> ExecAsync(string id, ExecRequest request, ContainerHost host, CancellationToken end)
    {
        await using var session = await (await host.GetAsync(id, end)).ExecAsync(new ProcessSpec(request.Command) { User = request.User }, null, end);
        var output = new StreamReader(session.Output, Encoding.UTF8).ReadToEndAsync(end);
        var error = new StreamReader(session.Error, Encoding.UTF8).ReadToEndAsync(end);
        await session.Input.WriteAsync(Encoding.UTF8.GetBytes(request.Input), end);
        await session.Input.DisposeAsync();
        return new ExecView((await session.WaitAsync(end)).ShellCode, await output, await error);
    }

    private static async Task<LimitsView> SetAsync(string id, ResourceLimits limits, ContainerHost host, CancellationToken end)
    {
        var result = await (await host.GetAsync(id, end)).SetAsync(limits, end);
        return new LimitsView(result.Complete, result.Limits);
    }

    private static async Task LogsAsync(string id, bool? follow, ContainerHost host, HttpResponse response, CancellationToken end)
    {
        var container = await host.GetAsync(id, end);
        response.ContentType = "application/octet-stream";
        await foreach (var entry in container.ReadLogAsync(new LogOptions { Follow = follow ?? false }, end))
        {
            await response.Body.WriteAsync(entry.Data, end);
            await response.Body.FlushAsync(end);
        }
    }

    private static async Task<IResult> Do(ContainerHost host, string id, Func<Container, Task> act, CancellationToken end)
    {
        await act(await host.GetAsync(id, end));
        return Results.NoContent();
    }
}
