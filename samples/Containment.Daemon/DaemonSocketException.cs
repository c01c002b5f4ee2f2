namespace Containment.Daemon;

/// <summary>The daemon can't have its socket.</summary>
internal sealed class DaemonSocketException(string message) : Exception(message);
