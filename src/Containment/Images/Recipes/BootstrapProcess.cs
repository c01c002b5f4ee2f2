using System.ComponentModel;
using System.Diagnostics;

namespace Containment.Images.Recipes;

/// <summary>
/// mmdebstrap in mount and pid namespaces of its own, so that its mounts are nowhere else and that nothing of it outlives it: the namespaces' first
/// process is a shell that kills all when its standard input ends, which it does with this process too, however that ends.
/// </summary>
internal sealed class BootstrapProcess : IDisposable
{
    private const string Guard = """
        umask 022
        exec 3<&0
        "$@" < /dev/null 3<&- &
        main=$!
        { read -r none <&3 || :; kill -KILL $main; } > /dev/null 2>&1 &
        exec 3<&- > /dev/null
        wait $main
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly CancellationTokenRegistration _end;

    private BootstrapProcess(Process process, CancellationToken cancellationToken)
    {
        _process = process;
        _end = cancellationToken.Register(() => process.StandardInput.Close());
    }

    public Stream Output => _process.StandardOutput.BaseStream;

    public StreamReader Words => _process.StandardError;

    /// <exception cref="ContainmentException"><see cref="FailureReason.ToolMissing"/>.</exception>
    public static BootstrapProcess Start(BootstrapProgram program, ImageRecipe recipe, BuildPlaces places, CancellationToken cancellationToken)
    {
        string[] guard = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--", "/bin/sh", "-c", Guard, "sh"];
        var start = new ProcessStartInfo("unshare", [.. guard, program.Path, .. BootstrapPlan.Arguments(recipe, places)])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        foreach (var (name, value) in BootstrapPlan.Environment(recipe, places)) start.Environment[name] = value;
        try
        {
            return new(Process.Start(start)!, cancellationToken);
        }
        catch (Win32Exception missing)
        {
            throw new ContainmentException(FailureReason.ToolMissing, "unshare", "unshare can't be started, and images are built with it: install the package util-linux", null, missing);
        }
    }

    /// <summary>Waits for its end, which comes by itself or by cancelling.</summary>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Ends all of it, and returns when nothing of it runs any more.</summary>
    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        _process.Dispose();
    }
}
