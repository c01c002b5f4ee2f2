using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Containment.Containers;
using Containment.Resources;

namespace Containment.Daemon.Api;

/// <summary>Something that happened.</summary>
internal sealed record EventView(DateTimeOffset At, string Id, ContainerEventKind Kind, string? Exit, string? Detail);

/// <summary>A container came to the end of something.</summary>
internal sealed record ResourceEventView(DateTimeOffset At, string Id, ResourceEventKind Kind, long Count, string? Threshold);

/// <summary>What happens to containers, as server-sent events.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder app)
    {
        app.MapGet("/events", (ContainerHost host, HttpResponse response, IHostApplicationLifetime daemon, CancellationToken end) =>
            TypedResults.ServerSentEvents(StreamAsync(host.WatchAsync, View, response, daemon, end))).WithTags("events").WithSummary("What happens, as it happens");
        app.MapGet("/events/resources", (string[]? pressure, ContainerHost host, HttpResponse response, IHostApplicationLifetime daemon, CancellationToken end) =>
        {
            var options = new ResourceWatchOptions { Pressure = [.. (pressure ?? []).Select(text => PressureThreshold.Parse(text))] };
            return TypedResults.ServerSentEvents(StreamAsync(token => host.WatchResourcesAsync(options, token), View, response, daemon, end));
        }).WithTags("events").WithSummary("Out-of-memory kills, limits reached, and thresholds of pressure passed, as in ?pressure=memory:some:150ms/2s");
    }

    private static SseItem<EventView> View(ContainerEvent happened) =>
        new(new(happened.At, happened.Id.Value, happened.Kind, happened.Exit?.ToString(), happened.Detail), happened.Kind.ToString());

    private static SseItem<ResourceEventView> View(ResourceEvent happened) =>
        new(new(happened.At, happened.Id.Value, happened.Kind, happened.Count, happened.Threshold?.ToString()), happened.Kind.ToString());

    private static async IAsyncEnumerable<SseItem<TView>> StreamAsync<T, TView>(Func<CancellationToken, IAsyncEnumerable<T>> watch, Func<T, SseItem<TView>> view, HttpResponse response, IHostApplicationLifetime daemon, [EnumeratorCancellation] CancellationToken end)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, daemon.ApplicationStopping);
        var events = watch(either.Token);
        // The head of the answer tells the client that nothing is missed from here on.
        await response.Body.FlushAsync(end);
        await foreach (var happened in events) yield return view(happened);
    }
}
