using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks.Shaping;

/// <summary>
/// Limits a link from the host's side. What goes in waits in the queue of the host's end; what comes out is led through an IFB, whose queue it
/// waits in before the bridge sees it:
/// <code>container eth0 ── host's end: ingress ─ mirred ─▶ IFB: tbf ─▶ back to the host's end ─▶ bridge</code>
/// </summary>
internal static class LinkShaper
{
    /// <summary>Puts limits in force, or others, or takes them away. A link that is gone needs none.</summary>
    public static void Apply(NetlinkSocket socket, string hostEnd, Bandwidth? bandwidth)
    {
        if (LinkQueries.Find(socket, hostEnd) is not { } end) return;
        if (BucketSize.Of(bandwidth?.In ?? default, bandwidth?.Burst) is { } inward) Fill(socket, end.Index, inward, hostEnd);
        else Unless(Errno.ENOENT, () => socket.Send(TrafficMessages.DeleteRoot(end.Index), $"let {hostEnd} send as it likes"));
        if (BucketSize.Of(bandwidth?.Out ?? default, bandwidth?.Burst) is { } outward) LimitOut(socket, end, outward);
        else
        {
            Unless(Errno.ENOENT, () => socket.Send(TrafficMessages.DeleteIngress(end.Index), $"let {hostEnd} receive as it likes"));
            Remove(socket, hostEnd);
        }
    }

    /// <summary>Removes what doesn't go with the link.</summary>
    public static void Remove(NetlinkSocket socket, string hostEnd)
    {
        if (LinkQueries.Find(socket, ShapingName.Of(hostEnd)) is { } ifb) Unless(Errno.ENODEV, () => socket.Send(LinkMessages.Delete(ifb.Name), $"delete {ifb.Name}"));
    }

    private static void LimitOut(NetlinkSocket socket, Link end, BucketSize size)
    {
        var name = ShapingName.Of(end.Name);
        Unless(Errno.EEXIST, () => socket.Send(TrafficMessages.CreateIfb(name), $"create {name}"));
        var ifb = LinkQueries.Find(socket, name) ?? throw new KernelRefusal("rtnetlink", $"look {name} up", Errno.ENODEV);
        Fill(socket, ifb.Index, size, name);
        socket.Send(LinkMessages.SetUp(name, up: true), $"set {name} up");
        // One filter, made with the place for it: what is there already leads to this IFB.
        var isNew = Unless(Errno.EEXIST, () => socket.Send(TrafficMessages.Ingress(end.Index), $"look at what {end.Name} receives"));
        if (isNew) socket.Send(TrafficMessages.Redirect(end.Index, ifb.Index), $"lead what {end.Name} receives through {name}");
    }

    private static void Fill(NetlinkSocket socket, int link, BucketSize size, string name) =>
        socket.Send(TrafficMessages.Bucket(link, size.Rate, size.Burst, size.Waiting), $"limit {name} to {size.Rate} bytes a second");

    private static bool Unless(Errno expected, Action send)
    {
        try
        {
            send();
            return true;
        }
        catch (KernelRefusal refusal) when (refusal.Error == expected || (expected == Errno.ENOENT && refusal.Error == Errno.EINVAL))
        {
            return false;
        }
    }
}
