using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// A session keyring of its own: with that of whoever started it a process could read the host's keys, whatever its ids are
/// (keyrings(7): it would possess them). It has no name, because by a name somebody else's could be joined.
/// </summary>
internal static class KeyringSteps
{
    private const int JoinSessionKeyring = 1;

    // Where there are no keyrings, or where a filter forbids us to use them, the processes can't use them either.
    private static readonly Errno[] NoKeyrings = [Errno.ENOSYS, Errno.EPERM];

    /// <summary>First of all, in the keeper: from here on nobody has the host's. That must not fail.</summary>
    public static void Leave(PlanSide keeper) => Join(keeper, NoKeyrings);

    /// <summary>One that counts among what the container's own root may have; when that is used up, the keeper's empty one stays.</summary>
    public static void Own(PlanSide child) => Join(child, [.. NoKeyrings, Errno.EDQUOT]);

    private static void Join(PlanSide side, IReadOnlyList<Errno> tolerated) =>
        side.Try(tolerated, SystemCall.Keyctl, "JOIN_SESSION_KEYRING", JoinSessionKeyring, 0);
}
