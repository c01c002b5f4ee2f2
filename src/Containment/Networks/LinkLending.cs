using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>
/// Gives a link of the host to a container, and takes it back: by force while the container runs, and when it has ended from the initial network
/// namespace, to which the kernel gives links that are devices. (Virtual ones it deletes: those are refused.) Who remembers what
/// <see cref="LookAsync"/> says can take back after a crash at any step.
/// </summary>
/// <param name="hostNamespace">The network namespace that the link comes from; null is the process's.</param>
internal sealed class LinkLending(Descriptor? hostNamespace = null) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly LinkQueue _queue = new(hostNamespace);

    /// <summary>What the link is now, to be remembered before it is moved. Changes nothing.</summary>
    /// <exception cref="ContainmentException">NotFound: there is no such link; Unsupported: it is a virtual one; WrongState: it is a port of another.</exception>
    public Task<LentLink> LookAsync(string name, string inside, string mark, CancellationToken ct = default) => _queue.RunAsync(socket =>
    {
        var link = LinkQueries.Find(socket, name) ?? throw new ContainmentException(FailureReason.NotFound, name, $"there is no network interface {name} on this host");
        LinkLoan.Check(link);
        return LinkLoan.Of(link, inside, mark);
    }, ct);

    /// <summary>The message that moves it in a launch, by the first process's pid.</summary>
    public Task<NetworkStep> StepAsync(LentLink link, CancellationToken ct = default) => _queue.RunAsync(socket =>
    {
        var there = LinkQueries.Find(socket, link.Name) ?? throw Gone(link);
        return new NetworkStep(NetworkPlace.Host, LinkMessages.Move(there.Index, link.Inside, link.Mark, out var offset), offset, $"move {link.Name} to {link.Inside} inside");
    }, ct);

    /// <summary>Moves it into a network namespace that exists. When it fails, <see cref="TakeBackAsync"/> undoes what was done of it.</summary>
    public Task MoveAsync(LentLink link, Descriptor inside, CancellationToken ct = default) => _queue.RunAsync(socket =>
    {
        var there = LinkQueries.Find(socket, link.Name) ?? throw Gone(link);
        socket.Send(LinkMessages.Move(there.Index, inside.Number, link.Inside, link.Mark), $"move {link.Name} to {link.Inside} inside");
    }, ct);

    /// <summary>Takes it back from a network namespace that lives, and makes it what it was.</summary>
    public async Task TakeBackAsync(LentLink link, Descriptor inside, CancellationToken ct = default)
    {
        try
        {
            using var there = await NetworkNamespace.OpenInAsync(inside, () => new NetlinkSocket()).ConfigureAwait(false);
            using var own = hostNamespace is null ? NetworkNamespace.Own() : null;
            if (LinkLoan.Find(All(there), link) is { } found)
                await Task.Run(() => there.Send(LinkMessages.Move(found.Index, (hostNamespace ?? own!).Number, link.Name, link.Mark), $"move {found.Name} back to {link.Name}"), CancellationToken.None).ConfigureAwait(false);
        }
        catch (KernelRefusal refusal)
        {
            throw LinkQueue.Public(refusal);
        }
        await ReturnedAsync(link, ct).ConfigureAwait(false);
    }

    /// <summary>Waits until a link whose namespace has ended is here again, and makes it what it was; that it is already is fine.</summary>
    /// <exception cref="ContainmentException">TimedOut: it is not here. Where this host's own namespace is not the initial one, the kernel gave it to another.</exception>
    public async Task ReturnedAsync(LentLink link, CancellationToken ct = default)
    {
        for (var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds; ;)
        {
            if (await _queue.RunAsync(socket => Reset(socket, link), ct).ConfigureAwait(false)) return;
            if (Environment.TickCount64 > until) throw new ContainmentException(FailureReason.TimedOut, link.Name, $"network interface {link.Name} has not come back; where this host's network namespace is not the machine's first one, the kernel gave it to that");
            await Task.Delay(10, ct).ConfigureAwait(false);
        }
    }

    public void Dispose() => _queue.Dispose();

    private static bool Reset(NetlinkSocket socket, LentLink link)
    {
        if (LinkLoan.Find(All(socket), link) is not { } found) return false;
        if (found.Name == link.Name && found.Alias == link.Alias && found.Mtu == link.Mtu && found.HardwareAddress == link.HardwareAddress) return true;
        var address = found.HardwareAddress == link.HardwareAddress ? [] : HardwareAddress.Parse(link.HardwareAddress);
        socket.Send(LinkMessages.Reset(found.Index, link.Name, address, found.Mtu == link.Mtu ? 0 : link.Mtu, link.Alias), $"give {link.Name} back");
        return true;
    }

    private static List<Link> All(NetlinkSocket socket) => socket.Dump(LinkMessages.GetAll(), "list all links", Link.Read);

    private static ContainmentException Gone(LentLink link) => new(FailureReason.NotFound, link.Name, $"network interface {link.Name} is not there any more");
}
