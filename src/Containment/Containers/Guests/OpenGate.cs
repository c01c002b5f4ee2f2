using System.Buffers.Binary;
using Containment.Launch.Plans;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Containers.Guests;

/// <summary>
/// Makes whoever opens a guest's file wait until it was refreshed. Between him and this process stands a containment-init, which lets
/// him go on after a moment even if this process is stopped, and at once if it is gone (native/containment-init/answer.c).
/// </summary>
internal sealed class OpenGate : IDisposable
{
    /// <summary>How long anybody waits at most. A refresh takes less than a millisecond.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly OpenEvents _events;
    private readonly PacketChannel _channel;
    private readonly Thread _thread;
    private volatile bool _closed;

    private OpenGate(OpenEvents events, PacketChannel channel, Action<FileIdentity, bool> refresh)
    {
        (_events, _channel) = (events, channel);
        // Of its own: it must answer also while all threads of the pool are busy.
        _thread = new(() => Answer(refresh)) { IsBackground = true, Name = "containment guests" };
        _thread.Start();
    }

    /// <summary>Whether it still answers. This process itself waits when it opens such a file, and then can't see that nobody will let it.</summary>
    public bool Works => !_closed && !_channel.IsLeft;

    /// <summary>Null where the kernel does not let this process.</summary>
    /// <param name="refresh">Brings a file up to date that is about to be opened (true) or read.</param>
    public static OpenGate? TryStart(Action<FileIdentity, bool> refresh)
    {
        if (OpenEvents.TryStart() is not { } events) return null;
        try
        {
            var (pid, channel) = InitProcess.StartDetached([events.Number]);
            Zombies.Watch(pid);
            channel.Send(Plan().Build().Encode());
            return new(events, channel, refresh);
        }
        catch
        {
            events.Dispose();
            throw;
        }
    }

    public void Watch(string directory) => _events.Watch(directory);

    /// <summary>Whoever waits goes on.</summary>
    public void Dispose()
    {
        _channel.Shut();
        _events.Dispose();
        _thread.Join();
        _channel.Dispose();
    }

    private static PlanBuilder Plan()
    {
        const int firstGiven = 4;
        var plan = new PlanBuilder();
        plan.Keeper.Do(SystemCall.AnswerOpens, "opens of guests' files", firstGiven, Environment.ProcessId, (long)Patience.TotalMilliseconds);
        return plan;
    }

    private void Answer(Action<FileIdentity, bool> refresh)
    {
        var packet = new byte[OpenQuestion.Size];
        var number = new byte[sizeof(long)];
        try
        {
            while (_channel.Receive(packet) == OpenQuestion.Size)
            {
                var question = OpenQuestion.Read(packet);
                refresh(question.File, question.Opens);
                BinaryPrimitives.WriteInt64LittleEndian(number, question.Number);
                _channel.Send(number);
            }
        }
        catch (KernelRefusal)
        {
            // It was killed.
        }
        _closed = true;
        // Then the kernel lets everybody through.
        _events.Dispose();
    }
}
