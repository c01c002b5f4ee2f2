using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>The steps of one of the two processes.</summary>
internal sealed class PlanSide
{
    public List<PlanStep> Steps { get; } = [];

    /// <summary>Adds a step whose result nobody needs.</summary>
    public void Do(SystemCall call, string subject, params IReadOnlyList<PlanArgument> arguments) => Add(new(call, arguments) { Subject = subject });

    /// <summary>Adds a step whose result is kept.</summary>
    public void Get(PlanSlot result, SystemCall call, string subject, params IReadOnlyList<PlanArgument> arguments) =>
        Add(new(call, arguments) { Subject = subject, Result = result });

    /// <summary>Adds a step that may fail with these errors.</summary>
    public void Try(IReadOnlyList<Errno> tolerated, SystemCall call, string subject, params IReadOnlyList<PlanArgument> arguments) =>
        Add(new(call, arguments) { Subject = subject, Tolerated = tolerated });

    public void Add(PlanStep step) => Steps.Add(step);
}
