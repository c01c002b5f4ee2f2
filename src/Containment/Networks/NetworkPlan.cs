namespace Containment.Networks;

/// <summary>Compiles a container's networks into rtnetlink messages. Pure: the same input gives the same bytes.</summary>
internal static class NetworkPlan
{
    /// <summary>
    /// All messages in the order in which they must be sent, the host's first. Without any network there is still one:
    /// the loopback interface up.
    /// </summary>
    /// <param name="id">The container; host link names and default hardware addresses are derived from it.</param>
    /// <param name="salt">Keeps two state directories in one network namespace apart: the host's state directory.</param>
    /// <param name="networks">Its interfaces, in order.</param>
    /// <param name="bridges">What is known of the bridges they name.</param>
    /// <exception cref="InvalidSpecException">A field, as in <c>networks[0].gateways</c>, can't be right.</exception>
    public static IReadOnlyList<NetworkStep> Compile(ContainerId id, string salt, IReadOnlyList<NetworkSpec> networks, IReadOnlyDictionary<string, BridgeFacts> bridges) =>
        throw new NotImplementedException();
}
