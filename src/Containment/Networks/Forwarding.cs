using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>Lets a host pass packets on (ip-sysctl.rst: forwarding, proxy_ndp). Turned on where it is needed and never off: others may need it too.</summary>
internal static class Forwarding
{
    private const string Settings = "/proc/sys/net";

    /// <param name="hostNamespace">The host's network namespace; null is the process's.</param>
    /// <param name="uplink">Where it answers for IPv6 addresses of others; null: nowhere.</param>
    /// <param name="cancellation">Looked at first.</param>
    /// <exception cref="KernelException">It can't be turned on.</exception>
    public static async Task EnsureAsync(Descriptor? hostNamespace, string? uplink, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        IEnumerable<string> settings = [$"{Settings}/ipv4/ip_forward", $"{Settings}/ipv6/conf/all/forwarding", .. uplink is null ? Array.Empty<string>() : [$"{Settings}/ipv6/conf/{uplink}/proxy_ndp"]];
        // Which namespace's they are is decided by the thread that opens them.
        if (hostNamespace is null) foreach (var setting in settings) TurnOn(setting);
        else await NetworkNamespace.OpenInAsync(hostNamespace, () => { foreach (var setting in settings) TurnOn(setting); return true; }).ConfigureAwait(false);
    }

    private static void TurnOn(string setting)
    {
        // A kernel without IPv6 has nothing to pass on.
        if (!File.Exists(setting) || File.ReadAllText(setting).Trim() != "0") return;
        try
        {
            File.WriteAllText(setting, "1");
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new ContainmentException(FailureReason.Unsupported, setting, $"packets can't be passed on: {setting} is 0 and can't be written; as root: echo 1 > {setting}", null, refused);
        }
    }
}
