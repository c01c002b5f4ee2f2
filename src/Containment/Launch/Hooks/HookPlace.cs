using System.Globalization;

namespace Containment.Launch.Hooks;

/// <summary>The namespaces that a hook joins: those of a container's first process.</summary>
/// <param name="Pid">That process, as the host sees it.</param>
/// <param name="PidInside">As it sees itself.</param>
/// <param name="UserNamespace">It is in another user namespace than this process.</param>
/// <param name="OwnerOfMachine">This process needs not be root in there to join.</param>
internal sealed record HookPlace(int Pid, int PidInside, bool UserNamespace, bool OwnerOfMachine)
{
    /// <summary>The namespaces (CLONE_NEW…) that it has in common with this process, which this one may not join.</summary>
    public long Shared { get; init; }

    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: there is no such process.</exception>
    public static HookPlace Of(int pid)
    {
        try
        {
            // From this namespace to its own.
            var numbers = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal))?.Split('\t');
            var inside = numbers is null ? pid : int.Parse(numbers[^1], CultureInfo.InvariantCulture);
            return new(pid, inside, User($"{pid}") != User("self"), LaunchPowers.Current.Mounts) { Shared = SharedNamespaces.Of(pid) };
        }
        catch (IOException gone)
        {
            throw new ContainmentException(FailureReason.WrongState, $"process {pid}", $"process {pid} has ended", null, gone);
        }
    }

    private static string? User(string process) => new FileInfo($"/proc/{process}/ns/user").LinkTarget;
}
