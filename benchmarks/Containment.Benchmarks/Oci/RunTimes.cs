using Containment.Bundles;
using Containment.Benchmarks.Start;

namespace Containment.Benchmarks.Oci;

/// <summary>Medians of runs of /bin/true, in milliseconds: by runc, by containment-oci and through the library.</summary>
internal sealed record RunTimes(double Runc, double Own, double Library)
{
    private const int Runs = 100, WarmUp = 10;

    public static async Task<Measurement> MeasureAsync(string name, Func<RunTimes, double> figure, CancellationToken cancellationToken)
    {
        var own = Environment.GetEnvironmentVariable("CONTAINMENT_OCI") ?? throw new InvalidOperationException("CONTAINMENT_OCI must say where containment-oci is; eng/oci.sh prints it");
        using var root = await TrueRoot.MakeAsync(cancellationToken);
        using var bundle = await RuntimeBundle.MakeAsync(root, cancellationToken);
        await using var plain = await WholeStart.MakeAsync(root, user: false, GuestView.Machine, cancellationToken);
        List<double> runc = [], ours = [], library = [];
        await Console.Error.WriteLineAsync($"{name}: {Runs} runs each, by turns");
        for (var run = -WarmUp; run < Runs; run++)
        {
            var (r, o, l) = (await bundle.RunAsync("runc", cancellationToken), await bundle.RunAsync(own, cancellationToken), await plain.RunAsync());
            if (run < 0) continue;
            runc.Add(r);
            ours.Add(o);
            library.Add(l);
        }
        var times = new RunTimes(Figures.Percentile(runc, 0.5), Figures.Percentile(ours, 0.5), Figures.Percentile(library, 0.5));
        var table = new Table($"/bin/true, {Runs} runs, by turns", "p50 ms", "p99 ms", "runc / it");
        Row("runc run", runc);
        Row("containment-oci run", ours);
        Row("StartAsync and WaitAsync of a host", library);
        return new(figure(times), table)
        {
            Note = "One bundle, as `runc spec` writes it, for both runtimes; each is a process that is started and waited for. The library's container is there beforehand, has the same namespaces, and is started in a process that runs already.",
        };

        void Row(string what, List<double> samples) =>
            table.Row(what, Figures.Short(Figures.Percentile(samples, 0.5)), Figures.Short(Figures.Percentile(samples, 0.99)), Figures.Short(times.Runc / Figures.Percentile(samples, 0.5)));
    }
}
