using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Containment.Kernel.Tests.Needs;

/// <summary>
/// Says what a test needs. Where the machine lacks it the test is skipped with the reason; where CONTAINMENT_PROMISES
/// lists it, the test fails instead, so that a green run can't mean a skipped one.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class NeedsAttribute(params Need[] needs) : Attribute, IApplyToTest
{
    public void ApplyToTest(Test test)
    {
        if (test.RunState is RunState.NotRunnable or RunState.Ignored) return;
        foreach (var need in needs)
        {
            if (Machine.Lack(need) is not { } lack) continue;
            if (Promises.Include(need))
            {
                test.MakeInvalid($"this machine promises {Promises.NameOf(need)}, but {lack}");
                return;
            }
            test.RunState = RunState.Ignored;
            test.Properties.Set(PropertyNames.SkipReason, $"needs {Promises.NameOf(need)}: {lack}");
            return;
        }
    }

}
