namespace Containment.Checkpoints.Hindering;

/// <summary>What was read of one process.</summary>
/// <param name="Pid">As the host numbers it.</param>
/// <param name="Name">What it calls itself.</param>
internal sealed record ProcessFacts(int Pid, string Name)
{
    /// <summary>Its parent as the host numbers it; null: it has ended meanwhile.</summary>
    public int? Parent { get; init; }

    /// <summary>Who traces it; 0: nobody.</summary>
    public int Tracer { get; init; }

    /// <summary>What it runs; null where that can't be told, as of one that has ended.</summary>
    public string? Program { get; init; }

    /// <summary>Its namespaces: kind, as in /proc/PID/ns, and identity.</summary>
    public IReadOnlyDictionary<string, string> Namespaces { get; init; } = new Dictionary<string, string>();

    /// <summary>The service it belongs to, by its cgroup; null: none.</summary>
    public string? Unit { get; init; }

    public IReadOnlyList<DescriptorFacts> Descriptors { get; init; } = [];

    public MemoryFacts Memory { get; init; } = new(0, 0, []);

    public override string ToString() => Unit is null ? $"process {Pid} ({Name})" : $"process {Pid} ({Name}, of {Unit})";
}
