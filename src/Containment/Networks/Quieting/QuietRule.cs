namespace Containment.Networks.Quieting;

/// <summary>How long connections that no process owns are worth waiting for. Pure.</summary>
internal static class QuietRule
{
    /// <summary>While processes run: on a local network a handshake and a close take less than a millisecond; a client far away or slow is not waited for.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromMilliseconds(100);

    /// <summary>While they stand still.</summary>
    public static readonly TimeSpan MostStill = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan HalfClosed = TimeSpan.FromMilliseconds(10);

    /// <summary>Whether to look again. A client's pool may leave connections half closed for a minute, so there it is short.</summary>
    public static bool Waits(TcpTraffic traffic, TimeSpan waited) => waited < Most && (traffic.Opening + traffic.Closing > 0 || (traffic.HalfClosed > 0 && waited < HalfClosed));

    /// <summary>The same when nobody accepts any more.</summary>
    public static bool WaitsStill(TcpTraffic traffic, TimeSpan waited) => waited < MostStill && traffic.Closing > 0;
}
