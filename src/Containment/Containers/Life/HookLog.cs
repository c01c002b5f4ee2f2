using Microsoft.Extensions.Logging;

namespace Containment.Containers.Life;

internal static partial class HookLog
{
    [LoggerMessage(1, LogLevel.Warning, "A hook of container {Id} failed, which changes nothing: {Failure}")]
    public static partial void Failed(ILogger logger, ContainerId id, string failure);
}
