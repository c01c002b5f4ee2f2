// Exercises the library where a test host would be too slow, in a virtual machine: the name of a probe, then its words. What
// it finds out is one JSON line each on standard output; the assertions are in tests/Containment.Machine.Tests.
using Containment;
using Containment.Probe;
using Containment.Probe.Probes;

Dictionary<string, Func<ProbeContext, Task>> probes = new()
{
    ["govern"] = Governing.RunAsync,
    ["lower-memory"] = LowerMemory.RunAsync,
    ["usage"] = UsageReading.RunAsync,
    ["written-pages"] = WrittenPages.RunAsync,
};

if (args.Length == 0 || !probes.TryGetValue(args[0], out var probe))
{
    await Console.Error.WriteLineAsync($"containment-probe knows {string.Join(", ", probes.Keys)}");
    return 2;
}
try
{
    await using var host = ContainerHost.Open();
    using var cancellation = new CancellationTokenSource(TimeSpan.FromMinutes(4));
    await probe(new ProbeContext(host, args[1..], cancellation.Token));
    return 0;
}
catch (Exception failed)
{
    await Console.Error.WriteLineAsync(failed.ToString());
    return 1;
}
