using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsCheck;

namespace Containment.Tests.Fuzz;

/// <summary>
/// Holds of damaged documents that reading them ends soon: with a value, or with an error of ours. A failure names the changes, shrunk to the fewest, and
/// a seed. CONTAINMENT_FUZZ_SECONDS makes each test take so long, with a new seed; without it the inputs are few and the same in every run.
/// </summary>
internal static class Fuzzer
{
    private const int Inputs = 1000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly Gen<(int, int, int)[]> Changes = Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[0, 13], Gen.Int[0, 1 << 16]).Array[0, 5];

    /// <param name="json">A good document.</param>
    /// <param name="read">Reads one.</param>
    public static void Hold(string json, Action<byte[]> read)
    {
        Hold(changes => JsonChange.Apply(json, changes), read);
        Hold(changes => JsonChange.ApplyToBytes(json, changes), read);
    }

    private static void Hold(Func<(int, int, int)[], byte[]> change, Action<byte[]> read)
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("CONTAINMENT_FUZZ_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given / 2 : -1;
        Changes.Sample(changes => Try(change(changes), read), seed: seconds < 0 ? "0N0XIzNsQ0O2" : null, iter: seconds < 0 ? Inputs : -1, time: seconds, threads: 1, print: changes => Shown(change(changes)));
    }

    /// <summary>Ends with a value or an error of ours, so that what comes after it is tried too.</summary>
    public static void Told(Action act)
    {
        try
        {
            act();
        }
        catch (Exception told) when (told is InvalidSpecException or ContainmentException)
        {
            // What somebody is told of it must be short and say something.
            if (string.IsNullOrWhiteSpace(told.Message) || told.Message.Length > 2000) throw new InvalidOperationException($"a message of {told.Message.Length} characters", told);
        }
    }

    private static void Try(byte[] input, Action<byte[]> read)
    {
        var began = Stopwatch.GetTimestamp();
        Told(() => read(input));
        if (Stopwatch.GetElapsedTime(began) is var took && took > Longest) throw new TimeoutException($"it took {took}");
    }

    private static string Shown(byte[] input) => Encoding.UTF8.GetString(input) is { Length: > 2500 } text ? text[..2500] + "…" : Encoding.UTF8.GetString(input);
}
