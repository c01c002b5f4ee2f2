using System.Threading.Channels;
using Containment.Migration.Journals;
using Containment.Migration.Protocol;

namespace Containment.Migration.Driving;

/// <summary>
/// Carries out what a machine wants: one input at a time, its effects in order, one work at a time beside them. Knows
/// nothing of containers or of who is source and target; those are said by the two that inherit.
/// </summary>
internal abstract class MoveDriver(MoveJournal journal, IStepWatch watch, TimeProvider clock) : IAsyncDisposable
{
    private readonly Channel<Happening> _happenings = Channel.CreateUnbounded<Happening>(new UnboundedChannelOptions { SingleReader = true });
    private RunningWork? _work;
    private ITimer? _timer;
    private object _timerSet = new();

    public MoveJournal Journal => journal;

    protected TimeProvider Clock => clock;

    protected MoveLink? Link { get; private set; }

    protected Outcome Outcome { get; private set; }

    public void Post(Happening happening) => _happenings.Writer.TryWrite(happening);

    /// <summary>Uses a new link in place of any before, and reads from it. One that comes too late is closed, so that the other side asks again.</summary>
    public void Use(MoveLink link)
    {
        if (!_happenings.Writer.TryWrite(new(Input.LinkUp, Link: link))) _ = link.DisposeAsync().AsTask();
    }

    /// <summary>Handles what happens until it is over.</summary>
    protected async Task RunAsync(Func<bool> over)
    {
        while (!over())
        {
            var happening = await _happenings.Reader.ReadAsync().ConfigureAwait(false);
            if (happening.Input.Kind == InputKind.LinkUp) await TakeLinkAsync(happening.Link!).ConfigureAwait(false);
            else if (happening.Link is not null && happening.Link != Link) continue;
            if (happening.Timer is not null && happening.Timer != _timerSet) continue;
            if (happening.Work is { } ended)
            {
                if (ended != _work) continue;
                _work = null;
                ended.Dispose();
            }
            if (happening.Input.Kind == InputKind.LinkDown) Link = null;
            foreach (var effect in Step(happening)) await CarryOutAsync(effect).ConfigureAwait(false);
            SetTimer();
        }
    }

    /// <summary>Makes <see cref="RunAsync"/> look again whether it is over.</summary>
    protected void Wake() => Post(new(Input.Timeout, Timer: new object()));

    /// <summary>Asks the machine.</summary>
    protected abstract Effect[] Step(Happening happening);

    /// <summary>How long to wait for the other side in the machine's present state; null is for ever.</summary>
    protected abstract TimeSpan? Patience { get; }

    protected abstract string Side { get; }

    protected abstract ReadOnlyMemory<byte> PayloadOf(Message message);

    protected abstract Task ActAsync(Work work, CancellationToken cancellation);

    protected abstract void Connect();

    protected abstract Task ReadAsync(MoveLink link);

    private async Task CarryOutAsync(Effect effect)
    {
        var name = $"{Side}: {effect}";
        await watch.AtAsync($"before {name}").ConfigureAwait(false);
        switch (effect.Kind)
        {
            case EffectKind.Journal: await journal.WriteAsync(effect.Step, CancellationToken.None).ConfigureAwait(false); break;
            case EffectKind.Erase: journal.Erase(); break;
            case EffectKind.Finish: Outcome = effect.Outcome; break;
            case EffectKind.Connect: Connect(); break;
            case EffectKind.Disconnect: await DropLinkAsync().ConfigureAwait(false); break;
            case EffectKind.Send: await SendAsync(effect.Message, PayloadOf(effect.Message)).ConfigureAwait(false); break;
            case EffectKind.Do: await BeginAsync(effect.Work).ConfigureAwait(false); break;
            default: throw new InvalidOperationException($"no such effect: {effect}");
        }
        await watch.AtAsync($"after {name}").ConfigureAwait(false);
    }

    /// <summary>Says something over the link that there is; lost where there is none, or it breaks.</summary>
    protected async Task SendAsync(Message message, ReadOnlyMemory<byte> payload)
    {
        if (Link is not { } link) return;
        try
        {
            await link.SendAsync(message, payload, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The reader of the link says that it is down.
        }
    }

    private async Task BeginAsync(Work work)
    {
        if (_work is { } before)
        {
            _work = null;
            await before.StopAsync().ConfigureAwait(false);
            before.Dispose();
        }
        var running = _work = new RunningWork(work);
        running.Begin(
            async stop =>
            {
                await watch.AtAsync($"begin {Side}: {work}").ConfigureAwait(false);
                await ActAsync(work, stop).ConfigureAwait(false);
                await watch.AtAsync($"end {Side}: {work}").ConfigureAwait(false);
            },
            error => Post(new(error is null ? Input.Done(work) : Input.Failed(work), Work: running, Error: error)));
    }

    private async Task TakeLinkAsync(MoveLink link)
    {
        await DropLinkAsync().ConfigureAwait(false);
        Link = link;
        _ = ReadAsync(link);
    }

    private async Task DropLinkAsync()
    {
        if (Link is { } link) await link.DisposeAsync().ConfigureAwait(false);
        Link = null;
    }

    private void SetTimer()
    {
        _timer?.Dispose();
        var set = _timerSet = new object();
        _timer = Patience is { } patience ? clock.CreateTimer(_ => Post(new(Input.Timeout, Timer: set)), null, patience, Timeout.InfiniteTimeSpan) : null;
    }

    public virtual async ValueTask DisposeAsync()
    {
        _timer?.Dispose();
        _happenings.Writer.TryComplete();
        while (_happenings.Reader.TryRead(out var late))
            if (late.Input.Kind == InputKind.LinkUp) await late.Link!.DisposeAsync().ConfigureAwait(false);
        if (_work is { } work) await work.StopAsync().ConfigureAwait(false);
        await DropLinkAsync().ConfigureAwait(false);
        await journal.DisposeAsync().ConfigureAwait(false);
    }
}
