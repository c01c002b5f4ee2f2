using Containment.Linux.Processes;
using Containment.Networks;

namespace Containment.Launch.Plans;

/// <summary>Sends the messages of the networks stage, each from the network namespace it is for.</summary>
internal static class NetworkSteps
{
    private const int NetlinkFamily = 16, RawCloseOnExec = 3 | 0x80000;

    public static void Send(LaunchScope scope, NetworkPlace place)
    {
        var side = place == NetworkPlace.Host ? scope.Keeper : scope.Child;
        PlanSlot? socket = null;
        foreach (var step in scope.Request.Network.Where(step => step.Where == place))
        {
            if (socket is null)
            {
                socket = scope.Plan.Slot();
                side.Get(socket.Value, SystemCall.Socket, "AF_NETLINK", NetlinkFamily, RawCloseOnExec, 0);
            }
            var message = new PlanData(step.Message);
            if (step.PidOffset is { } offset) side.Do(SystemCall.Patch, $"the pid for {step.Describe}", scope.Pid, PlanArgument.Inside(message, offset), 4);
            side.Add(new(SystemCall.Netlink, socket.Value, message, step.Message.Length) { Subject = step.Describe });
        }
    }
}
