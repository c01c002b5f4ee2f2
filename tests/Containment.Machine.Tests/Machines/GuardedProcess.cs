using System.Diagnostics;

namespace Containment.Machine.Tests.Machines;

/// <summary>A program that ends with us: when it is disposed, and also when this process is killed. What it writes goes to a file.</summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // Standard input ends when this process does. PR_SET_PDEATHSIG would act already when the thread ends that started it.
    private const string Guard = """
        exec 2> /dev/null
        log=$1; shift
        exec 3<&0
        "$@" < /dev/null > "$log" 2>&1 3<&- & child=$!
        { read -r _ <&3; kill -KILL $child; } & guard=$!
        exec 3<&-
        wait $child; code=$?
        kill -KILL $guard
        exit $code
        """;

    private readonly Process _process;
    private readonly string _log;

    public GuardedProcess(string log, string program, IEnumerable<string> arguments)
    {
        _log = log;
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", log, program, .. arguments]) { RedirectStandardInput = true })!;
    }

    public string Said => File.Exists(_log) ? File.ReadAllText(_log) : "";

    public bool HasExited => _process.HasExited;

    public Task WaitAsync(CancellationToken cancellation) => _process.WaitForExitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
