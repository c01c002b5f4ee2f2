using Microsoft.Extensions.Logging;

namespace Containment.Networks;

internal static partial class NetworkLog
{
    [LoggerMessage(1, LogLevel.Warning, "A plugin does not undo what it did for container {Id}; it is asked again when the container starts or is deleted")]
    public static partial void Left(ILogger logger, ContainerId id, Exception failure);
}
