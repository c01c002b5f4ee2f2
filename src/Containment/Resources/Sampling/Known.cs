namespace Containment.Resources.Sampling;

/// <summary>A number that may not be known, in eight bytes instead of the sixteen of a nullable one: samples of thousands of containers are read and copied each second.</summary>
internal readonly struct Known
{
    private readonly long _next;

    private Known(long next) => _next = next;

    /// <summary>Zero or more; null: not known, as when nothing was set.</summary>
    public long? Value => _next == 0 ? null : _next - 1;

    public TimeSpan? Time => _next == 0 ? null : new TimeSpan(_next - 1);

    public static Known Of(long? value) => new(value is { } known ? known + 1 : 0);

    public static Known Of(TimeSpan? time) => Of(time?.Ticks);
}
