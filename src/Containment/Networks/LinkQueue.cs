using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>
/// Sends to rtnetlink, one caller after the other: the kernel changes links under one lock (rtnl), so more at once would only
/// block more threads of the pool. Turns refusals into the public exception.
/// </summary>
/// <param name="hostNamespace">The network namespace to work in; null is the process's.</param>
internal sealed class LinkQueue(Descriptor? hostNamespace) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private NetlinkSocket? _socket;

    public async Task<T> RunAsync<T>(Func<NetlinkSocket, T> work, CancellationToken ct)
    {
        await _turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            _socket ??= hostNamespace is null ? new NetlinkSocket() : await NetworkNamespace.OpenInAsync(hostNamespace, () => new NetlinkSocket()).ConfigureAwait(false);
            var socket = _socket;
            return await Task.Run(() => work(socket), CancellationToken.None).ConfigureAwait(false);
        }
        catch (KernelRefusal refusal)
        {
            throw Public(refusal);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Work that answers nothing.</summary>
    public Task RunAsync(Action<NetlinkSocket> work, CancellationToken ct) => RunAsync(socket => { work(socket); return true; }, ct);

    public static KernelException Public(KernelRefusal refusal) => new(refusal, refusal.Error switch
    {
        _ when refusal.Error == Errno.EPERM => "CAP_NET_ADMIN is needed",
        _ when refusal.Error == Errno.EOPNOTSUPP => "the kernel lacks veth, bridge or IPv6",
        _ => null,
    });

    public void Dispose()
    {
        _socket?.Dispose();
        _turn.Dispose();
    }
}
