using Containment.Migration.Protocol;

namespace Containment.Tests.Migration.Model;

/// <summary>Messages of one session under way in one direction: a bag (they may overtake each other), a nibble for each kind's count.</summary>
internal readonly record struct Wire(UInt128 Bag)
{
    private const int Most = 2;

    public int Count(Message message) => (int)(Bag >> (4 * (int)message) & 0xf);

    public Wire With(Message message) => Count(message) >= Most ? this : new(Bag + (UInt128.One << (4 * (int)message)));

    public Wire Without(Message message) => new(Bag - (UInt128.One << (4 * (int)message)));

    public IEnumerable<Message> Kinds
    {
        get
        {
            for (var message = Message.Offer; message <= Message.Living; message++)
                if (Count(message) > 0) yield return message;
        }
    }
}
