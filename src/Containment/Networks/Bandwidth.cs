using Containment.Resources;

namespace Containment.Networks;

/// <summary>How fast an interface of a container may receive and send. Kept on the host's side, out of reach of root inside.</summary>
public sealed record Bandwidth
{
    /// <summary>Bytes a second that the container gets. Default: no limit.</summary>
    public IoRate In { get; init => field = Checked(value, nameof(In)); }

    /// <summary>Bytes a second that the container sends. Default: no limit.</summary>
    public IoRate Out { get; init => field = Checked(value, nameof(Out)); }

    /// <summary>
    /// How many bytes may pass at once after a pause, 64 KiB to 1 GiB. Null (the default) is 20 ms of the rate, and at least 128 KiB:
    /// packets that the kernel has joined for offloading are up to 64 KiB long, and longer ones than this are split.
    /// </summary>
    public long? Burst { get; init => field = value is null or (>= 65536 and <= 1L << 30) ? value : throw new InvalidSpecException(nameof(Burst), value, "64 KiB to 1 GiB"); }

    internal bool Limits => In != IoRate.None || Out != IoRate.None;

    private static IoRate Checked(IoRate rate, string field) =>
        rate.PerSecond is null or >= 1024 ? rate : throw new InvalidSpecException(field, rate, "1 KiB a second or more, or none");
}
