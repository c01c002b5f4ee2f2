namespace Containment.Networks;

/// <summary>Where a message is sent: a network namespace is chosen by the process that opens the socket.</summary>
internal enum NetworkPlace
{
    /// <summary>The keeper, in the host's network namespace. All of these come before those of the container.</summary>
    Host,
    /// <summary>The first process, in its own.</summary>
    Container,
}

/// <summary>
/// One rtnetlink request (netlink(7), rtnetlink(7)) to be sent to NETLINK_ROUTE as it is and answered by one NLMSG_ERROR,
/// whose error is 0 or a negative errno.
/// </summary>
/// <param name="Where">Who sends it.</param>
/// <param name="Message">The whole message, header included, in the machine's byte order.</param>
/// <param name="PidOffset">Where in it the first process's pid (u32, as the sender sees it) must be written before; null: nowhere.</param>
/// <param name="Describe">What it does, for errors: <c>create eth0 (ct1a2b3c4d5e6f0)</c>.</param>
internal sealed record NetworkStep(NetworkPlace Where, byte[] Message, int? PidOffset, string Describe)
{
    /// <summary>The name of the host link that it makes, for undoing; null: none.</summary>
    public string? Creates { get; init; }

    /// <summary>Whether it draws traffic here that may be meant for somebody else who still has the address: not sent before an unlock.</summary>
    public bool Draws { get; init; }

    public override string ToString() => $"{(Where == NetworkPlace.Host ? "host" : "container")}: {Describe}";
}
