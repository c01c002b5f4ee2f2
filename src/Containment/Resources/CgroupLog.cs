using Microsoft.Extensions.Logging;

namespace Containment.Resources;

internal static partial class CgroupLog
{
    [LoggerMessage(1, LogLevel.Warning, "Container {Id}: {Sentence}")]
    public static partial void Ignored(ILogger logger, ContainerId id, string sentence);
}
