using Containment.Containers;

namespace Containment.Migration;

/// <summary>How to move a container. Defaults suit a local network.</summary>
public sealed record MigrateOptions
{
    /// <summary>
    /// What goes along. Default <see cref="MigrationStrategy.Auto"/>: the best that is possible. Any other is done, or the move fails before anything
    /// is stopped. A container that does not run always moves <see cref="MigrationStrategy.Cold"/>.
    /// </summary>
    public MigrationStrategy Strategy { get; init => field = Enum.IsDefined(value) ? value : throw new InvalidSpecException("Strategy", value, "one of MigrationStrategy"); } = MigrationStrategy.Auto;

    /// <summary>How long it may stand still, for <see cref="MigrationStrategy.Auto"/>: what is estimated to take longer is taken only where nothing is quicker; and in the judgement that ends the rounds of <see cref="MigrationStrategy.Live"/>. Default 1 s.</summary>
    public TimeSpan FreezeBudget { get; init => field = Positive(value, nameof(FreezeBudget)); } = TimeSpan.FromSeconds(1);

    /// <summary>How long all of it may take until the commit; then it is rolled back, and the container goes on here. Null, the default: as long as it takes.</summary>
    public TimeSpan? Timeout { get; init => field = value is null ? null : Positive(value.Value, nameof(Timeout)); }

    /// <summary>With <see cref="MigrationStrategy.NearLive"/>: how it is asked to end, and how long it has before it is killed. Default: as <c>StopAsync</c> does.</summary>
    public StopOptions Stop { get; init => field = value ?? throw new ArgumentNullException(nameof(Stop)); } = new();

    /// <summary>How often changed files are copied again while it runs, at most. Default 3; 1 to 32.</summary>
    public int FileRounds { get; init => field = value is >= 1 and <= 32 ? value : throw new InvalidSpecException("FileRounds", value, "1 to 32"); } = 3;

    /// <summary>How often memory and files are copied while it runs before it counts as one that can't be copied fast enough. Default 16; 1 to 1000.</summary>
    public int MemoryRounds { get; init => field = value is >= 1 and <= 1000 ? value : throw new InvalidSpecException("MemoryRounds", value, "1 to 1000"); } = 16;

    /// <summary>What to do when it writes faster than it can be sent. Default <see cref="NonConvergence.SlowDown"/>.</summary>
    public NonConvergence WhenStuck { get; init => field = Enum.IsDefined(value) ? value : throw new InvalidSpecException("WhenStuck", value, "one of NonConvergence"); } = NonConvergence.SlowDown;

    /// <summary>How long one attempt to connect may take. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init => field = Positive(value, nameof(ConnectTimeout)); } = TimeSpan.FromSeconds(5);

    /// <summary>How many more attempts to connect are made, with growing pauses. Default 3.</summary>
    public int ConnectRetries { get; init => field = value is >= 0 and <= 100 ? value : throw new InvalidSpecException("ConnectRetries", value, "0 to 100"); } = 3;

    /// <summary>How long the other host may be silent where it owes an answer. Default 30 s.</summary>
    public TimeSpan AnswerTimeout { get; init => field = Positive(value, nameof(AnswerTimeout)); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the container may be frozen before the commit; after that it is thawed here and the move fails. Default 2 minutes.
    /// </summary>
    public TimeSpan FreezeLimit { get; init => field = Positive(value, nameof(FreezeLimit)); } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long to go on asking the target who owns the container when the link broke after the commit. Default 1 minute; then
    /// the call fails with <see cref="MigrationFailure.InDoubt"/>, neither copy is lost, and
    /// <c>RecoverMigrationsAsync</c> settles it once the two hosts talk again.
    /// </summary>
    public TimeSpan SettleTimeout { get; init => field = Positive(value, nameof(SettleTimeout)); } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often a move whose link broke before the commit is begun again by itself, after growing pauses; the target has kept
    /// what came, so only the rest is sent. Default 5; 0 to 1000. Nothing else is tried again.
    /// </summary>
    public int Resumptions { get; init => field = value is >= 0 and <= 1000 ? value : throw new InvalidSpecException("Resumptions", value, "0 to 1000"); } = 5;

    /// <summary>The pause before the first of them; each further one is twice as long, up to a minute. Default 1 s.</summary>
    public TimeSpan ResumptionPause { get; init => field = Positive(value, nameof(ResumptionPause)); } = TimeSpan.FromSeconds(1);

    /// <summary>How many bytes a second it may send, TLS and TCP not counted, over all its streams, also while the container stands still. Null, the default, is as many as the link takes; at least 4096.</summary>
    public long? Bandwidth { get; init => field = value is null or >= 4096 ? value : throw new InvalidSpecException("Bandwidth", value, "at least 4096 bytes a second, or none"); }

    /// <summary>How what is sent is compressed. Default <see cref="MigrationCompression.Auto"/>.</summary>
    public MigrationCompression Compression { get; init => field = Enum.IsDefined(value) ? value : throw new InvalidSpecException("Compression", value, "Auto, None, Lz4 or Zstd"); } = MigrationCompression.Auto;

    /// <summary>Over how many connections files and memory are sent at the same time; with more than one, what the two hosts say to each other has a connection of its own beside them. Default: half as many as this machine has processors, at most 4; 1 to 8.</summary>
    public int Streams { get; init => field = value is >= 1 and <= 8 ? value : throw new InvalidSpecException("Streams", value, "1 to 8"); } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);

    /// <summary>
    /// Asked when the target can't be asked any more after the commit, before the move is left in doubt: one that is certain that the
    /// other machine is fenced off lets the container go on here. Default: none.
    /// </summary>
    public IMigrationFence? Fence { get; init; }

    private static TimeSpan Positive(TimeSpan value, string field) => value > TimeSpan.Zero ? value : throw new InvalidSpecException(field, value, "more than zero");
}
