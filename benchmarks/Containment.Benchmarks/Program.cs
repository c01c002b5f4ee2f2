using System.Runtime.InteropServices;
using Containment.Benchmarks;
using Containment.Benchmarks.Cloning;
using Containment.Benchmarks.Move;
using Containment.Benchmarks.Networks;

if (args is [StartHere.Word, var state, var run, var id]) return await StartHere.RunAsync(state, run, id);
if (args is [ConnectedStarts.Word]) return await ConnectedStarts.RunAsync();
if (args is [DataService.Word]) return await DataService.RunAsync();

using var interrupted = new CancellationTokenSource();
// What was started must be taken away also when somebody's patience ends.
using var ended = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => { signal.Cancel = true; interrupted.Cancel(); });
Console.CancelKeyPress += (_, key) => { key.Cancel = true; interrupted.Cancel(); };

var names = args.Where(argument => !argument.StartsWith('-')).ToList();
var options = args.Where(argument => argument.StartsWith('-')).ToHashSet();
var reportPath = options.Remove("--report") ? Path.GetFullPath(Path.Combine("docs", "performance.md")) : null;
var all = options.Remove("--all");
if (options.Count > 0) return Refuse($"no such option: {string.Join(' ', options)}");
if (!all && names.Count == 0)
{
    foreach (var benchmark in Registry.All) Console.WriteLine($"{benchmark.Name,-12} {benchmark.What} (target {benchmark.Target})");
    return 0;
}
var unknown = names.Where(name => Registry.All.All(benchmark => benchmark.Name != name)).ToList();
if (unknown.Count > 0) return Refuse($"no such benchmark: {string.Join(", ", unknown)}. There are: {string.Join(", ", Registry.All.Select(benchmark => benchmark.Name))}");

var report = new Report();
var failures = 0;
foreach (var benchmark in Registry.All.Where(benchmark => all || names.Contains(benchmark.Name)))
{
    try
    {
        var measurement = await benchmark.RunAsync(interrupted.Token);
        Console.WriteLine(measurement.Table);
        if (measurement.Note is { } note) Console.WriteLine(note);
        Console.WriteLine($"{benchmark.Name} figure={Figures.Short(measurement.Figure)} target={Figures.Short(benchmark.Target.Value)} ({benchmark.What})");
        report.Add(benchmark, measurement);
    }
    catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
    {
        Console.Error.WriteLine($"{benchmark.Name}: interrupted");
        return 130;
    }
    catch (Exception failure)
    {
        failures++;
        Console.Error.WriteLine($"{benchmark.Name}: {failure}");
        report.AddFailure(benchmark, failure);
    }
}
if (reportPath is not null) report.Save(reportPath);
return failures == 0 ? 0 : 1;

static int Refuse(string reason)
{
    Console.Error.WriteLine($"bench: {reason}");
    return 2;
}
