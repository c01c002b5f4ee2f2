using Containment.Migration.Protocol;

namespace Containment.Tests.Migration.Model;

/// <summary>Messages of one session under way in one direction: a bag (they may overtake each other), a nibble for each kind's count.</summary>
internal readonly record struct Wire(UInt128 Bag)
{
    private const int Most = 2;

    public int Count(Message message) => (int)(Bag >> At(message) & 0xf);

    public Wire With(Message message) => Count(message) >= Most ? this : new(Bag + (UInt128.One << At(message)));

    public Wire Without(Message message) => new(Bag - (UInt128.One << At(message)));

    // What is said outside the machines has no place here.
    private static int At(Message message) => 4 * (message >= Message.Revoke ? message - Message.Revoke + (int)Message.Ask : (int)message);

    public IEnumerable<Message> Kinds
    {
        get
        {
            for (var message = Message.Offer; message <= Message.Forgotten; message++)
                if (Count(message) > 0) yield return message;
            for (var message = Message.Revoke; message <= Message.Living; message++)
                if (Count(message) > 0) yield return message;
        }
    }
}
