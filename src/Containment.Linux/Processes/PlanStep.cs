namespace Containment.Linux.Processes;

/// <summary>One step of a plan: a call with its arguments, and in words what it does and to what.</summary>
internal sealed record PlanStep(SystemCall Call, params IReadOnlyList<PlanArgument> Arguments)
{
    /// <summary>The call as errors name it.</summary>
    public string Verb { get; init; } = Call.Name;

    /// <summary>What it is done to.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Where the result goes; null: nowhere.</summary>
    public PlanSlot? Result { get; init; }

    /// <summary>Errors that are no failure; at most four.</summary>
    public IReadOnlyList<Errno> Tolerated { get; init; } = [];

    /// <summary>How many steps are passed over after a tolerated error.</summary>
    public byte SkipRefused { get; init; }

    /// <summary>How many steps are passed over when it succeeded.</summary>
    public byte SkipDone { get; init; }

    /// <summary>What undoes it when a later step fails; only for steps of the keeper.</summary>
    public PlanStep? UndoneBy { get; init; }

    public override string ToString() => $"{Verb} {Subject}".TrimEnd();
}
