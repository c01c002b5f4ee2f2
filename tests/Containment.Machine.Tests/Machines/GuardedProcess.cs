using System.Diagnostics;

namespace Containment.Machine.Tests.Machines;

/// <summary>
/// A program that ends with us: when it is disposed, and also when this process is killed. Then its directory is removed, too,
/// which otherwise is the caller's to remove.
/// </summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // Standard input ends when this process does. PR_SET_PDEATHSIG would act already when the thread ends that started it.
    public const string Guard = """
        exec 2> /dev/null 3<&0
        directory=$1 log=$1/$2.log orphaned=$1/$2.orphaned; shift 2
        "$@" < /dev/null > "$log" 2>&1 3<&- & child=$!
        { read -r _ <&3 || : > "$orphaned"; kill -KILL $child; } & guard=$!
        exec 3<&-
        wait $child; code=$?
        kill -KILL $guard
        [ ! -e "$orphaned" ] || rm -rf "$directory"
        exit $code
        """;

    private readonly Process _process;
    private readonly string _log;

    /// <param name="directory">The directory that holds what is the program's alone.</param>
    /// <param name="name">What it writes goes to NAME.log there.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public GuardedProcess(string directory, string name, string program, IEnumerable<string> arguments)
    {
        _log = Path.Combine(directory, $"{name}.log");
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", directory, name, program, .. arguments]) { RedirectStandardInput = true })!;
    }

    public string Said => File.Exists(_log) ? File.ReadAllText(_log) : "";

    public bool HasExited => _process.HasExited;

    public Task WaitAsync(CancellationToken cancellation) => _process.WaitForExitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _process.StandardInput.WriteLineAsync("end");
        }
        catch (IOException)
        {
            // It has ended.
        }
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
