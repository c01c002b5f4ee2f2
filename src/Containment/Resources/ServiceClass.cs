using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>
/// What a container is promised, and how it stands among the others when the governor gives out what is free. It has no effect
/// by itself: limits that always hold are <see cref="ResourceLimits"/>.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<ServiceClass>))]
public sealed record ServiceClass : IParsable<ServiceClass>
{
    /// <summary>Nothing promised, usual weights, no limits beyond <see cref="ResourceLimits"/>.</summary>
    public static ServiceClass Default { get; } = new();

    /// <summary>Memory that is never taken back from it and never refused. Default: none.</summary>
    public MemoryLimit MemoryGuarantee { get; init; }

    /// <summary>How much of the free memory it gets beside the others when there is not enough for all: 1 to 10,000. Default 100.</summary>
    /// <exception cref="InvalidSpecException">Not from 1 to 10,000.</exception>
    public int MemoryWeight
    {
        get;
        init => field = value is >= 1 and <= 10_000 ? value : throw new InvalidSpecException("service.memoryWeight", value, "1 to 10000");
    } = 100;

    /// <summary>The most memory that it is given. Default: what its <see cref="ResourceLimits"/> say.</summary>
    public MemoryLimit MemoryLimit { get; init; }

    /// <summary>CPU time that it gets whenever it wants it, in cores. Default: none.</summary>
    public CpuLimit CpuGuarantee { get; init; }

    /// <summary>How much of the CPU time beyond the guarantees it gets beside the others. Default 100.</summary>
    public CpuWeight CpuWeight { get; init; }

    /// <summary>The most CPU time that it is given. Default: what its <see cref="ResourceLimits"/> say.</summary>
    public CpuLimit CpuLimit { get; init; }

    /// <summary>Reads <c>memory=GUARANTEE[:WEIGHT[:LIMIT]],cpu=GUARANTEE[:WEIGHT[:LIMIT]]</c>; what is left out is the default, <c>none</c> is no guarantee and no limit.</summary>
    /// <exception cref="InvalidSpecException">Something else, or a guarantee above its limit.</exception>
    public static ServiceClass Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        var read = new ServiceClass();
        foreach (var part in s.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            read = part.Split('=') switch
            {
                ["memory", var memory] => ServiceClassText.WithMemory(read, memory),
                ["cpu", var cpu] => ServiceClassText.WithCpu(read, cpu),
                _ => throw new InvalidSpecException("service", s, ServiceClassText.Form),
            };
        }
        return read.Checked();
    }

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out ServiceClass result)
    {
        result = Default;
        try
        {
            if (s is null) return false;
            result = Parse(s, provider);
            return true;
        }
        catch (InvalidSpecException)
        {
            return false;
        }
    }

    /// <summary>What <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"memory={MemoryGuarantee}:{MemoryWeight}:{MemoryLimit},cpu={CpuGuarantee}:{CpuWeight}:{CpuLimit}";

    /// <exception cref="InvalidSpecException">A guarantee above its limit.</exception>
    internal ServiceClass Checked()
    {
        if (MemoryGuarantee.Bytes > MemoryLimit.Bytes) throw new InvalidSpecException("service.memoryGuarantee", MemoryGuarantee, $"at most the limit of {MemoryLimit}");
        if (CpuGuarantee.Cores > CpuLimit.Cores) throw new InvalidSpecException("service.cpuGuarantee", CpuGuarantee, $"at most the limit of {CpuLimit}");
        return this;
    }
}
