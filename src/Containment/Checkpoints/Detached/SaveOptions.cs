namespace Containment.Checkpoints.Detached;

/// <summary>How a container without a keeper is saved. Names and meaning are those of runc's checkpoint.</summary>
internal sealed record SaveOptions
{
    public bool LeaveRunning { get; init; }
    public bool PreDump { get; init; }
    public string? ParentPath { get; init; }
    public bool AutoDedup { get; init; }

    /// <summary>Where memory is sent to instead of the images; null: nowhere.</summary>
    public (string Address, int Port)? PageServer { get; init; }

    public bool LazyPages { get; init; }

    /// <summary>This process's descriptor on which CRIU says that pages can be asked for; null: none.</summary>
    public int? StatusDescriptor { get; init; }

    public ConnectionOptions Connections { get; init; } = new();
}
