namespace Containment.Migration.Protocol;

/// <summary>One thing that happens to a machine.</summary>
internal readonly record struct Input(InputKind Kind, Message Message = Message.None, Work Work = Work.None, JournalStep Step = JournalStep.None)
{
    public static readonly Input Start = new(InputKind.Start);
    public static readonly Input LinkUp = new(InputKind.LinkUp);
    public static readonly Input LinkDown = new(InputKind.LinkDown);
    public static readonly Input Timeout = new(InputKind.Timeout);
    public static readonly Input Cancel = new(InputKind.Cancel);
    public static readonly Input DecideHere = new(InputKind.DecideHere);
    public static readonly Input DecideThere = new(InputKind.DecideThere);
    public static Input Recover(JournalStep step) => new(InputKind.Recover, Step: step);
    public static Input Received(Message message) => new(InputKind.Received, Message: message);
    public static Input Done(Work work) => new(InputKind.Done, Work: work);
    public static Input Failed(Work work) => new(InputKind.Failed, Work: work);

    public override string ToString() => $"{Kind}{(Message != Message.None ? $" {Message}" : "")}{(Work != Work.None ? $" {Work}" : "")}{(Step != JournalStep.None ? $" {Step}" : "")}";
}
