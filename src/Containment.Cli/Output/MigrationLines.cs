using Containment.Migration;

namespace Containment.Cli.Output;

/// <summary>Says how a move gets on, a line a phase or round.</summary>
internal sealed class MigrationLines : IProgress<MigrationProgress>
{
    private (MigrationPhase, int)? _last;

    public void Report(MigrationProgress value)
    {
        if (_last == (value.Phase, value.Round)) return;
        _last = (value.Phase, value.Round);
        Console.Error.WriteLine($"{value.Elapsed.TotalSeconds,8:0.000} s  {value.Phase}{(value.Round > 0 ? $" round {value.Round}" : "")}  {Sizes.Of(value.BytesSent)} sent{(value.BytesLeft is > 0 and var left ? $", {Sizes.Of(left)} left" : "")}{(value.Frozen is { } frozen ? $", frozen {frozen.TotalMilliseconds:0} ms" : "")}");
    }
}
