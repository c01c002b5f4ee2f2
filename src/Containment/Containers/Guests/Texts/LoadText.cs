using System.Globalization;

namespace Containment.Containers.Guests.Texts;

/// <summary>/proc/loadavg (proc_loadavg(5)) of the container. Pure.</summary>
internal static class LoadText
{
    /// <param name="facts">Of the container.</param>
    public static string Write(GuestFacts facts) => string.Create(CultureInfo.InvariantCulture, $"{facts.Load} {(facts.Usage.Pids > 0 ? 1 : 0)}/{facts.Usage.Pids} {facts.Usage.Pids}\n");
}
