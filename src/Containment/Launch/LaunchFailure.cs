using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch;

/// <summary>What containment-init tells of a launch that failed, as exceptions.</summary>
internal static class LaunchFailure
{
    public static ContainmentException Of(LaunchPlan plan, Answer answer)
    {
        if (answer.Kind != Told.Failed) return Gone(plan);
        var step = plan[(int)answer.Detail];
        var error = new Errno(answer.Value);
        return new KernelException(step.Verb, step.Subject, error, Remedies.For(step.Call, error));
    }

    public static ContainmentException Gone(LaunchPlan plan) =>
        new(FailureReason.KeeperLost, plan.SocketPath ?? "containment-init", "containment-init died before it could begin");
}
