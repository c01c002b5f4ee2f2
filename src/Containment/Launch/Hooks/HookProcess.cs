using System.Text;
using System.Text.Json;
using Containment.Bundles.Oci;
using Containment.Linux.Processes;

namespace Containment.Launch.Hooks;

/// <summary>Runs one hook to its end: the container's state is its input, what it writes is told when it fails.</summary>
internal static class HookProcess
{
    private const int LongestTold = 2000, KillSignal = 9;

    /// <exception cref="ContainmentException">It could not be run, did not exit with 0, or took too long.</exception>
    public static async Task RunAsync(string field, OciHook hook, OciState state, string directory, IReadOnlyList<string> environment, HookPlace? place, CancellationToken cancellationToken)
    {
        KeeperSession session;
        try
        {
            session = await Launcher.StartAsync(HookCompiler.Compile(hook, directory, environment, place), cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (KernelException refused)
        {
            throw new ContainmentException(FailureReason.ToolFailed, hook.Path, $"{field} can't be run: {refused.Message}", null, refused);
        }
        await using (session)
        {
            var said = new StringBuilder();
            var listening = ListenAsync(session, said);
            _ = TellAsync(session, JsonSerializer.SerializeToUtf8Bytes(state, RuntimeSpecJson.Default.OciState));
            var status = await EndAsync(session, field, hook, said, cancellationToken).ConfigureAwait(false);
            await listening.ConfigureAwait(false);
            if (status.Code != 0) throw new ContainmentException(FailureReason.ToolFailed, hook.Path, $"{field} ({hook.Path}) failed with {status}{Quoted(said)}");
        }
    }

    private static async Task<ExitStatus> EndAsync(KeeperSession session, string field, OciHook hook, StringBuilder said, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Exited.WaitAsync(hook.Timeout is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, 1_000_000)) : Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            ProcessGroup.Kill(session.InitPid, KillSignal);
            await ((Task)session.Exited).WaitAsync(CancellationToken.None).ConfigureAwait(false);
            if (late is OperationCanceledException) throw;
            throw new ContainmentException(FailureReason.TimedOut, hook.Path, $"{field} ({hook.Path}) was killed after its time-out of {hook.Timeout} s{Quoted(said)}", null, late);
        }
    }

    // One that ends without having read it is no failure.
    private static async Task TellAsync(KeeperSession session, byte[] state)
    {
        try
        {
            await session.WriteInputAsync(state).ConfigureAwait(false);
            await session.CloseInputAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is ContainmentException or ObjectDisposedException)
        {
        }
    }

    private static async Task ListenAsync(KeeperSession session, StringBuilder said)
    {
        await foreach (var chunk in session.ReadOutputAsync().ConfigureAwait(false))
        {
            lock (said)
            {
                said.Append(Encoding.UTF8.GetString(chunk.Data.Span));
                if (said.Length > LongestTold * 2) said.Remove(0, said.Length - LongestTold);
            }
        }
    }

    private static string Quoted(StringBuilder said)
    {
        lock (said)
        {
            var text = said.ToString().Trim();
            return text.Length == 0 ? "" : $": {text[Math.Max(0, text.Length - LongestTold)..]}";
        }
    }
}
