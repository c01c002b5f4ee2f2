using Microsoft.Extensions.Logging;

namespace Containment.Migration;

internal static partial class MigrationLog
{
    [LoggerMessage(7001, LogLevel.Information, "A migration peer at {Address} left: {Reason}")]
    public static partial void VisitorLeft(ILogger logger, string address, string reason);

    [LoggerMessage(7002, LogLevel.Error, "The move of {Container} broke off and stays journalled")]
    public static partial void MoveBroke(ILogger logger, string container, Exception error);

    [LoggerMessage(7003, LogLevel.Error, "{Container} runs here after its move, but that can't be written down; trying again")]
    public static partial void SettlingFailed(ILogger logger, string container, Exception error);

    [LoggerMessage(7005, LogLevel.Warning, "The relay {Relay} can't be reached; trying again")]
    public static partial void RelayLost(ILogger logger, MigrationRelayAddress relay, Exception error);

    [LoggerMessage(7004, LogLevel.Information, "{Container} moved to {Target}, frozen for {Milliseconds:0.0} ms: {Parts}")]
    public static partial void Moved(ILogger logger, ContainerId container, MigrationTarget target, double milliseconds, string parts);
}
