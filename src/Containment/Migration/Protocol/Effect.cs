namespace Containment.Migration.Protocol;

/// <summary>One thing a machine wants done. They are done in order; a crash may come between any two.</summary>
internal readonly record struct Effect(EffectKind Kind, JournalStep Step = JournalStep.None, Message Message = Message.None, Work Work = Work.None, Outcome Outcome = Outcome.None)
{
    public static Effect Journal(JournalStep step) => new(EffectKind.Journal, Step: step);
    public static Effect Send(Message message) => new(EffectKind.Send, Message: message);
    public static Effect Do(Work work) => new(EffectKind.Do, Work: work);
    public static Effect Finish(Outcome outcome) => new(EffectKind.Finish, Outcome: outcome);
    public static readonly Effect Erase = new(EffectKind.Erase);
    public static readonly Effect Connect = new(EffectKind.Connect);
    public static readonly Effect Disconnect = new(EffectKind.Disconnect);

    public override string ToString() => Kind switch
    {
        EffectKind.Journal => $"journal {Step}",
        EffectKind.Send => $"send {Message}",
        EffectKind.Do => $"do {Work}",
        EffectKind.Finish => $"finish {Outcome}",
        _ => Kind.ToString(),
    };
}
