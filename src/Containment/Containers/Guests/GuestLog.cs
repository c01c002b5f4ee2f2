using Microsoft.Extensions.Logging;

namespace Containment.Containers.Guests;

internal static partial class GuestLog
{
    [LoggerMessage(1, LogLevel.Warning, "What container {Id} sees of itself could not be refreshed; it sees what was written last")]
    public static partial void Stale(ILogger logger, string id, Exception failure);

    [LoggerMessage(2, LogLevel.Information, "The kernel does not let this process refresh what containers see of themselves when they look; it is refreshed each second")]
    public static partial void BySeconds(ILogger logger);
}
