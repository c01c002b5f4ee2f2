namespace Containment.Bundles.Users;

/// <summary>Who a process runs as, in ids as the container sees them, and where that user is at home.</summary>
internal sealed record UserIdentity(uint Uid, uint Gid, IReadOnlyList<uint> AdditionalGids, string Home)
{
    public static UserIdentity Root { get; } = new(0, 0, [], "/root");
}
