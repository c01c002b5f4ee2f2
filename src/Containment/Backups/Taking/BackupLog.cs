using Microsoft.Extensions.Logging;

namespace Containment.Backups.Taking;

internal static partial class BackupLog
{
    [LoggerMessage(1, LogLevel.Information, "The copy that container {Id} was backed up from could not be kept; its next backup copies all anew")]
    public static partial void NotKept(ILogger logger, ContainerId id, Exception failure);
}
