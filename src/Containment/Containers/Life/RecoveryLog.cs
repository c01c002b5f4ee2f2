using Microsoft.Extensions.Logging;

namespace Containment.Containers.Life;

internal static partial class RecoveryLog
{
    [LoggerMessage(1, LogLevel.Information, "Cleaned what was left half done of container {Id}")]
    public static partial void Cleaned(ILogger logger, ContainerId id);

    [LoggerMessage(2, LogLevel.Warning, "Could not clean what was left half done of container {Id}")]
    public static partial void Left(ILogger logger, ContainerId id, Exception failure);

    [LoggerMessage(4, LogLevel.Warning, "Could not tell those who watch that container {Id} was {Kind}")]
    public static partial void Untold(ILogger logger, ContainerId id, ContainerEventKind kind, Exception failure);

    [LoggerMessage(5, LogLevel.Error, "Could not let a volume go that was held still; its writers wait")]
    public static partial void VolumeHeld(ILogger logger, Exception failure);

    [LoggerMessage(3, LogLevel.Error, "The files of container {Id} are damaged")]
    public static partial void Damaged(ILogger logger, ContainerId id, Exception failure);

    [LoggerMessage(7, LogLevel.Warning, "Could not look through the addresses that networks have given")]
    public static partial void AddressesLeft(ILogger logger, Exception failure);

    [LoggerMessage(6, LogLevel.Warning, "Could not remove rules of containers that are gone")]
    public static partial void RulesLeft(ILogger logger, Exception failure);
}
