using System.Diagnostics;
using System.Security.Cryptography;

namespace Containment.Benchmarks.Streaming;

/// <summary>How fast memory goes over a move's own link, beside OpenSSL's own client and server with the same bytes on the same loopback.</summary>
internal sealed class StreamBenchmark : IBenchmark
{
    private const int Rounds = 5, Size = 1 << 30;

    public string Name => "stream";

    public string What => "throughput of memory over a move's link, of that of openssl s_client to s_server, p50";

    public Target Target => Target.OrMore(0.6);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        var bytes = new byte[Size];
        RandomNumberGenerator.Fill(bytes);
        // No letters, which OpenSSL's client could take for commands.
        for (var at = 0; at < bytes.Length; at++) bytes[at] |= 0x80;
        await using var own = await OwnStream.OpenAsync(bytes, cancellationToken);
        using var openssl = await OpensslStream.OpenAsync(bytes, cancellationToken);
        var (one, two, peer) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            foreach (var (samples, run) in ((List<double>, Func<Task>)[])[(one, () => own.SendAsync(1, cancellationToken)), (two, () => own.SendAsync(2, cancellationToken)), (peer, () => openssl.SendAsync(cancellationToken))])
            {
                var began = Stopwatch.GetTimestamp();
                await run();
                if (round >= 0) samples.Add(Size / 1e6 / Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
        }
        foreach (var samples in (List<double>[])[one, two, peer]) samples.Sort();
        var table = new Table($"{Rounds} times 1 GiB, MB/s", "min", "p50", "max");
        foreach (var (name, samples) in ((string, List<double>)[])[("ours, one stream", one), ("ours, two streams", two), ("openssl s_client to s_server", peer)])
            table.Row(name, Figures.Short(samples[0]), Figures.Short(samples[Rounds / 2]), Figures.Short(samples[^1]));
        return new Measurement(Math.Max(one[Rounds / 2], two[Rounds / 2]) / peer[Rounds / 2], table)
        {
            Note = "TLS 1.3 in all of them, random bytes, no compression. Ours counts, checks and copies the bytes to where they belong; OpenSSL's server writes them to wc. Sender and receiver share this machine's processors.",
        };
    }
}
