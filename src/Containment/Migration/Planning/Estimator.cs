namespace Containment.Migration.Planning;

/// <summary>Says beforehand what a move costs. Pure. Its constants are what docs/migration.md says was measured, rounded up.</summary>
internal static class Estimator
{
    /// <summary>What each freeze takes, however little there is to send: freeze, namespaces, commit.</summary>
    public static readonly TimeSpan FixedFreeze = TimeSpan.FromMilliseconds(40);

    /// <summary>Memory that CRIU saves in a second, and that it restores.</summary>
    public const long SavedPerSecond = 1 << 30;

    private static readonly TimeSpan Fixed = TimeSpan.FromMilliseconds(300);

    public static MigrationEstimate Of(MigrationStrategy strategy, EstimateFacts facts)
    {
        var memory = strategy.TakesMemory ? facts.MemoryBytes : 0;
        var bytes = facts.BaseBytes + facts.FileBytes + memory;
        var sending = facts.BytesPerSecond is > 0 and var rate ? TimeSpan.FromSeconds(bytes / (double)rate) : (TimeSpan?)null;
        return new(bytes, strategy == MigrationStrategy.Cold ? 1 : 2, FreezeOf(strategy, memory, facts.BytesPerSecond), sending + Working(memory) + Fixed, facts.BytesPerSecond, facts.DirtyBytesPerSecond);
    }

    private static TimeSpan? FreezeOf(MigrationStrategy strategy, long memory, long? rate) => strategy switch
    {
        MigrationStrategy.Cold => TimeSpan.Zero,
        MigrationStrategy.NearLive => null,
        MigrationStrategy.PostCopy or MigrationStrategy.Hybrid => FixedFreeze,
        // All of it has been sent but the last round, and is put into place.
        MigrationStrategy.Live => FixedFreeze + (Working(memory) / 2),
        _ => rate is > 0 ? FixedFreeze + Working(memory) + TimeSpan.FromSeconds(memory / (double)rate) : null,
    };

    private static TimeSpan Working(long memory) => TimeSpan.FromSeconds(2 * memory / (double)SavedPerSecond);
}
