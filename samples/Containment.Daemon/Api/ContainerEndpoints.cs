using System.Globalization;
using Containment.Containers;
using Containment.Resources;
using Containment.Snapshots;

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
        one.MapPost("/stop", (string id, string? seconds, ContainerHost host, CancellationToken end) => Do(host, id, container => container.StopAsync(Grace(seconds), end), end)).WithSummary("Stops it");
        one.MapPost("/kill", (string id, string? signal, ContainerHost host, CancellationToken end) => Do(host, id, container => KillAsync(container, signal, end), end)).WithSummary("Kills it, or sends a signal to its first process");
        one.MapPost("/pause", (string id, ContainerHost host, CancellationToken end) => Do(host, id, container => container.PauseAsync(end), end)).WithSummary("Freezes it");
        one.MapPost("/resume", (string id, ContainerHost host, CancellationToken end) => Do(host, id, container => container.ResumeAsync(end), end)).WithSummary("Lets it go on");
        one.MapPost("/exec", ExecEndpoint.RunAsync).WithSummary("Runs one more process in it and waits for its end");
        one.MapGet("/limits", async (string id, ContainerHost host, CancellationToken end) => await (await host.GetAsync(id, end)).GetLimitsAsync(end)).WithSummary("What it may use");
        one.MapPatch("/limits", SetAsync).WithSummary("Changes what it may use, while it runs");
        one.MapGet("/disk", async (string id, ContainerHost host, CancellationToken end) => await DiskView.OfAsync(await host.GetAsync(id, end), end)).WithSummary("Its disk quota, and what is used of it");
        one.MapPatch("/disk", SizeAsync).WithSummary("Changes its disk quota, while it runs");
        one.MapGet("/usage", async (string id, ContainerHost host, CancellationToken end) => await (await host.GetAsync(id, end)).GetUsageAsync(end)).WithSummary("What it uses");
        one.MapGet("/pressure", async (string id, ContainerHost host, CancellationToken end) => await (await host.GetAsync(id, end)).GetPressureAsync(end)).WithSummary("What it waits for");
        one.MapGet("/logs", LogsAsync).WithSummary("What it has written");
    }

    private static async Task<IReadOnlyList<ContainerView>> ListAsync(ContainerHost host, CancellationToken end)
    {
        var views = new List<ContainerView>();
        foreach (var container in await host.ListAsync(end))
        {
            try
            {
                views.Add(await ContainerView.OfAsync(container, end));
            }
            catch (ContainmentException gone) when (gone.Reason == FailureReason.NotFound)
            {
                // Deleted since it was listed.
            }
        }
        return views;
    }

    private static async Task<IResult> CreateAsync(CreateRequest request, ContainerHost host, CancellationToken end)
    {
        var container = await host.CreateAsync(request.ToSpec(), end);
        if (request.Start) await StartAsync(container, end);
        return Results.Created($"/containers/{container.Id}", await ContainerView.OfAsync(container, end));
    }

    // One request, one container or none: the client's next try may have the name.
    private static async Task StartAsync(Container container, CancellationToken end)
    {
        try
        {
            await container.StartAsync(end);
        }
        catch
        {
            await container.DeleteAsync(CancellationToken.None);
            throw;
        }
    }

    private static async Task<LimitsView> SetAsync(string id, ResourceLimits limits, string? seconds, ContainerHost host, CancellationToken end)
    {
        var options = seconds is null ? new SetOptions() : new SetOptions { MemoryDeadline = Seconds(seconds, 3600) };
        var result = await (await host.GetAsync(id, end)).SetAsync(limits, options, end);
        return new LimitsView(result.Complete, result.Limits);
    }

    private static async Task<DiskView> SizeAsync(string id, DiskRequest disk, ContainerHost host, CancellationToken end)
    {
        if (disk.Kind != DiskQuotaKind.Auto) throw new InvalidSpecException("kind", disk.Kind, "nothing: it stays what it is");
        var container = await host.GetAsync(id, end);
        await container.SetDiskAsync(disk.Bytes, end);
        return await DiskView.OfAsync(container, end);
    }

    private static async Task LogsAsync(string id, bool? follow, ContainerHost host, HttpResponse response, IHostApplicationLifetime daemon, CancellationToken end)
    {
        var container = await host.GetAsync(id, end);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, daemon.ApplicationStopping);
        response.ContentType = "application/octet-stream";
        try
        {
            await response.Body.FlushAsync(end);
            await foreach (var entry in container.ReadLogAsync(new LogOptions { Follow = follow ?? false }, either.Token))
            {
                await response.Body.WriteAsync(entry.Data, end);
                await response.Body.FlushAsync(end);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The client has gone, or the daemon ends.
        }
    }

    private static async Task KillAsync(Container container, string? signal, CancellationToken end)
    {
        if (signal is null) await container.KillAsync(end);
        else await container.SignalAsync(Signal.Parse(signal), end);
    }

    private static StopOptions Grace(string? seconds)
    {
        return seconds is null ? new() : new() { GracePeriod = Seconds(seconds, 86400) };
    }

    private static TimeSpan Seconds(string text, double most) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= most ? TimeSpan.FromSeconds(number) : throw new InvalidSpecException("seconds", text, $"0 to {most}");

    private static async Task<IResult> Do(ContainerHost host, string id, Func<Container, Task> act, CancellationToken end)
    {
        await act(await host.GetAsync(id, end));
        return Results.NoContent();
    }
}
