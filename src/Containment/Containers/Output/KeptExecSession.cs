using System.IO.Pipelines;
using Containment.Launch;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Containers.Output;

/// <summary>A process begun by exec, by its keeper: what it writes arrives in one row and is divided into two streams here.</summary>
internal sealed class KeptExecSession : ExecSession
{
    private readonly KeeperSession _session;
    private readonly CancellationTokenSource _closing = new();
    private readonly Pipe _output = new(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false));
    private readonly Pipe _error = new(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false));
    private readonly Task _pump;

    public KeptExecSession(KeeperSession session)
    {
        _session = session;
        Input = new InputStream(session);
        Output = _output.Reader.AsStream();
        Error = _error.Reader.AsStream();
        _pump = PumpAsync();
    }

    public override int ProcessId => _session.InitPid;
    public override Stream Input { get; }
    public override Stream Output { get; }
    public override Stream Error { get; }

    public override Task<ExitStatus> WaitAsync(CancellationToken cancellationToken = default) => _session.Exited.WaitAsync(cancellationToken);

    public override Task SignalAsync(Signal signal, CancellationToken cancellationToken = default)
    {
        try
        {
            using var process = ProcessDescriptor.TryOpen(_session.InitPid);
            return process is not null && !_session.Exited.IsCompleted && process.TrySend(signal.Number) ? Task.CompletedTask
                : Task.FromException(new ContainmentException(FailureReason.WrongState, $"{_session.InitPid}", "the process has ended"));
        }
        catch (KernelRefusal refusal)
        {
            return Task.FromException(new KernelException(refusal));
        }
    }

    public override Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken = default) => _session.ResizeAsync(size.Columns, size.Rows, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        await _session.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task PumpAsync()
    {
        Exception? failure = null;
        try
        {
            await foreach (var chunk in _session.ReadOutputAsync(_closing.Token).ConfigureAwait(false))
                await (chunk.Stream == (int)LogStream.Error ? _error : _output).Writer.WriteAsync(chunk.Data, _closing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Nobody reads any more.
        }
        catch (Exception broken) when (broken is ContainmentException or IOException)
        {
            failure = broken;
        }
        await _output.Writer.CompleteAsync(failure).ConfigureAwait(false);
        await _error.Writer.CompleteAsync(failure).ConfigureAwait(false);
    }
}
