using Containment.Scheduling;

namespace Containment;

/// <summary>What a host does about who gets how much of it.</summary>
public static class SchedulingVerbs
{
    extension(ContainerHost host)
    {
        /// <summary>Opens what gives out the host's memory and CPUs among its containers. One at a time: a host has one governor.</summary>
        /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: another process governs this host.</exception>
        public Governor OpenGovernor(GovernorOptions? options = null) => new(host, options ?? new());
    }
}
