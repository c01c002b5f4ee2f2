using Containment.Resources.Sampling;

namespace Containment.Resources;

/// <summary>Memory of a container, in bytes.</summary>
public struct MemorySample
{
    private Known _peak, _anonymous, _file, _inactiveFile, _swap, _kills;

    /// <summary>In use, page cache included.</summary>
    public long Current { get; internal set; }

    /// <summary>The most that was ever in use at once.</summary>
    public long? Peak { readonly get => _peak.Value; internal set => _peak = Known.Of(value); }

    /// <summary><see cref="Current"/> without the page cache that was not used lately: what can't be taken without harm.</summary>
    public readonly long WorkingSet => Math.Max(0, Current - (InactiveFile ?? 0));

    /// <summary>Memory of processes, backed by no file.</summary>
    public long? Anonymous { readonly get => _anonymous.Value; internal set => _anonymous = Known.Of(value); }

    /// <summary>Page cache, tmpfs included.</summary>
    public long? File { readonly get => _file.Value; internal set => _file = Known.Of(value); }

    /// <summary>Page cache that was not used lately.</summary>
    public long? InactiveFile { readonly get => _inactiveFile.Value; internal set => _inactiveFile = Known.Of(value); }

    /// <summary>Swap in use.</summary>
    public long? Swap { readonly get => _swap.Value; internal set => _swap = Known.Of(value); }

    /// <summary>How many times the kernel killed for want of memory.</summary>
    public long? OutOfMemoryKills { readonly get => _kills.Value; internal set => _kills = Known.Of(value); }
}
