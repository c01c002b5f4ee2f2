using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Containment.Containers;

namespace Containment.Daemon.Api;

/// <summary>Something that happened.</summary>
internal sealed record EventView(DateTimeOffset At, string Id, ContainerEventKind Kind, string? Exit, string? Detail);

/// <summary>What happens to containers, as server-sent events.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapGet("/events", (ContainerHost host, HttpResponse response, IHostApplicationLifetime daemon, CancellationToken end) => TypedResults.ServerSentEvents(WatchAsync(host, response, daemon, end)))
            .WithTags("events").WithSummary("What happens, as it happens");

    private static async IAsyncEnumerable<SseItem<EventView>> WatchAsync(ContainerHost host, HttpResponse response, IHostApplicationLifetime daemon, [EnumeratorCancellation] CancellationToken end)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, daemon.ApplicationStopping);
        var events = host.WatchAsync(either.Token);
        // The head of the answer tells the client that nothing is missed from here on.
        await response.Body.FlushAsync(end);
        await foreach (var happened in events)
            yield return new SseItem<EventView>(new EventView(happened.At, happened.Id.Value, happened.Kind, happened.Exit?.ToString(), happened.Detail), happened.Kind.ToString());
    }
}
