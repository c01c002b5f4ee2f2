namespace Containment.Scheduling.Sharing;

/// <summary>What is remembered of one container.</summary>
internal sealed record StandingNote(ContainerReading Reading, DateTimeOffset At)
{
    /// <summary>When it was last seen to grow, or to wait for memory.</summary>
    public DateTimeOffset GrewAt { get; init; } = DateTimeOffset.MinValue;

    /// <summary>Since when it may grow although memory is short; null: it may not.</summary>
    public DateTimeOffset? GrantedSince { get; init; }

    /// <summary>Since when it waits for memory, held or slowed; null: it does not.</summary>
    public DateTimeOffset? WaitsSince { get; init; }

    /// <summary>Whether it was told to stand still.</summary>
    public bool Held { get; init; }

    /// <summary>Until when it is left alone, because somebody else has let it go.</summary>
    public DateTimeOffset LeftAloneUntil { get; init; } = DateTimeOffset.MinValue;

    /// <summary>What it is allowed; null: all.</summary>
    public long? Allowed { get; init; }

    /// <summary>What is taken from it next time, as a part of its memory.</summary>
    public double Step { get; init; } = Trimming.FirstStep;

    /// <summary>When something may be taken from it next.</summary>
    public DateTimeOffset TakeAt { get; init; } = DateTimeOffset.MinValue;

    /// <summary>What was asked of it last, and what it had then; null: nothing since it was judged.</summary>
    public (long Asked, long Had)? Taken { get; init; }

    /// <summary>How many times in a row taking did harm, or no good.</summary>
    public int Vain { get; init; }

    /// <summary>What it was told of CPUs; null: nothing yet.</summary>
    public (int Weight, double? Cores)? Cpu { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset CpuAt { get; init; } = DateTimeOffset.MinValue;
}
