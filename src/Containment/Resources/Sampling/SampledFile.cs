namespace Containment.Resources.Sampling;

/// <summary>A file that a sampler reads, and what it tells.</summary>
/// <param name="Name">Its name, as the kernel takes it.</param>
/// <param name="Rank">How often it is read.</param>
/// <param name="Take">Puts what it says into the sample; the time is that since the reading before, zero for the first.</param>
/// <param name="Waits">Of a file about pressure: whether it last told of somebody who waits. Then it is read each time.</param>
internal sealed record SampledFile(byte[] Name, SampleRank Rank, TakeText Take, LastTold? Waits = null);

internal delegate void TakeText(ReadOnlySpan<byte> text, ref ContainerSample sample, TimeSpan elapsed);

internal delegate bool LastTold(in ContainerSample sample);

/// <summary>How often a file is read.</summary>
internal enum SampleRank
{
    /// <summary>Each time: it tells whether the container stands still, and whether it is there at all.</summary>
    Pulse,
    /// <summary>Each time unless the container stands still.</summary>
    Present,
    /// <summary>The same, but less often while nobody waits for what it is about.</summary>
    Pressure,
    /// <summary>Less often.</summary>
    Detail,
    /// <summary>As often as all of one that stands still.</summary>
    Rare,
}
