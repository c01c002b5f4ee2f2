using System.Net.Sockets;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;
using Polly;
using Polly.Retry;

namespace Containment.Migration.Relaying;

/// <summary>Waits at a relay for visitors, with a few connections at a time, and connects again for as long as it takes.</summary>
internal sealed class RelayWaiter(HostIdentity identity, MigrationRelayAddress relay, TimeSpan patience, TimeProvider clock, Action<Stream, IDisposable> visited, Action<Exception> failed)
{
    // Enough that a visitor with several streams finds one for each without a pause.
    private const int Slots = 4;

    private readonly ResiliencePipeline _again = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
    {
        MaxRetryAttempts = int.MaxValue,
        Delay = TimeSpan.FromMilliseconds(200),
        MaxDelay = TimeSpan.FromSeconds(15),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = new PredicateBuilder().Handle<SocketException>().Handle<IOException>().Handle<ObjectDisposedException>(),
        OnRetry = retry =>
        {
            if (retry is { AttemptNumber: 0, Outcome.Exception: { } error }) failed(error);
            return default;
        },
    }).Build();

    /// <summary>Until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(Enumerable.Range(0, Slots).Select(_ => SlotAsync(cancellation)));

    private async Task SlotAsync(CancellationToken cancellation)
    {
        try
        {
            while (true) await _again.ExecuteAsync(async stop => await OnceAsync(stop).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // No more visitors are wanted.
        }
    }

    private async Task OnceAsync(CancellationToken cancellation)
    {
        var (client, call) = await RelayDialer.CallAsync(identity, relay, patience, cancellation).ConfigureAwait(false);
        var handedOn = false;
        try
        {
            await call.SayAsync(Message.Wait, "", cancellation).ConfigureAwait(false);
            call.Ping();
            var (message, _) = await call.HearAsync(patience, cancellation).ConfigureAwait(false);
            if (message != Message.Met) throw new WireException($"{message} of a relay");
            await call.HushAsync().ConfigureAwait(false);
            await call.SayAsync(Message.Met, "", cancellation).ConfigureAwait(false);
            visited(call.Stream, client);
            handedOn = true;
        }
        finally
        {
            if (!handedOn)
            {
                await call.DisposeAsync().ConfigureAwait(false);
                client.Dispose();
            }
        }
    }
}
