using Containment.Scheduling.Governing;
using Containment.Scheduling.Merging;

namespace Containment.Scheduling;

/// <summary>
/// Looks at a host's containers again and again and carries out what its policy decides. When it ends, everybody has what its own limits
/// say; when its process dies, a watchman puts that back.
/// </summary>
public sealed class Governor : IAsyncDisposable
{
    private readonly ContainerHost _host;
    private readonly GovernorOptions _options;
    private readonly Eyes _eyes;
    private readonly Hands _hands;
    private readonly SemaphoreSlim _alarm = new(0, 1);
    private readonly MergePace? _merging;
    private readonly PressureAlarm? _bell;

    internal Governor(ContainerHost host, GovernorOptions options)
    {
        (_host, _options) = (host, options);
        var watchman = Watchman.Open(host.Options, options.DryRun);
        try
        {
            _eyes = new(host);
            _hands = new(host, watchman, options.DryRun);
            _merging = options is { PaceMerging: true, DryRun: false } ? MergePace.Open(host.Options) : null;
            if (!options.Alarms) return;
            _bell = PressureAlarm.TryOpen(host, Alarm, out var why);
            NoAlarms = why;
        }
        catch
        {
            _eyes?.Dispose();
            watchman.Dispose();
            throw;
        }
    }

    /// <summary>Called after each look, on the governor's own task; what it throws ends the governor.</summary>
    public Action<GovernorReport>? Looked { get; set; }

    /// <summary>The latest look; null before the first.</summary>
    public GovernorReport? Last { get; private set; }

    /// <summary>Why sudden pressure does not make it look at once although <see cref="GovernorOptions.Alarms"/> is on; null: it does, or is off.</summary>
    public string? NoAlarms { get; }

    /// <summary>Makes it look at once: somebody has seen sudden pressure. By itself it does so when <see cref="GovernorOptions.Alarms"/> is on.</summary>
    public void Alarm()
    {
        try
        {
            _alarm.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look anyway.
        }
    }

    /// <summary>Governs until the token says no more; then puts everything back.</summary>
    /// <exception cref="OperationCanceledException">The token's.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var state = _options.Policy.Begin();
        try
        {
            while (true)
            {
                var readings = await _eyes.LookAsync(_hands, cancellationToken).ConfigureAwait(false);
                var now = _host.Options.TimeProvider.GetUtcNow();
                var decision = _options.Policy.Decide(state, readings, now);
                state = decision.State;
                var failed = await _hands.DoAsync(decision.Actions, _eyes, cancellationToken).ConfigureAwait(false);
                _merging?.Look(_eyes.Merging, now);
                Last = new(now, readings, decision, failed);
                Looked?.Invoke(Last);
                await _alarm.WaitAsync(decision.NextLook, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await _hands.PutBackAsync(_eyes).ConfigureAwait(false);
            _merging?.PutBack();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _bell?.Dispose();
        await _hands.DisposeAsync().ConfigureAwait(false);
        _eyes.Dispose();
        _merging?.PutBack();
        _alarm.Dispose();
    }
}
