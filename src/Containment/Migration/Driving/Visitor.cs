using System.Text.Json;
using Containment.Migration.Ends;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Migration.Driving;

/// <summary>A source that has just connected, with the first thing it said.</summary>
internal sealed record Visitor(MoveLink Link, MoveName Name, Message Message, byte[] Payload)
{
    /// <summary>Speaks for a move of which this host has no journal, until the source hangs up.</summary>
    public async Task AnswerAsStrangerAsync()
    {
        var answers = Task.CompletedTask;
        await AnswerAsync(Message).ConfigureAwait(false);
        await Link.PumpAsync((message, payload) => answers = ContinueAsync(answers, message), null).ConfigureAwait(false);
        await answers.ConfigureAwait(false);

        async Task ContinueAsync(Task before, Message message)
        {
            await before.ConfigureAwait(false);
            await AnswerAsync(message).ConfigureAwait(false);
        }

        async Task AnswerAsync(Message message)
        {
            foreach (var effect in TargetMachine.Step(new TargetState(TargetPhase.Ended, true), Input.Received(message)).Effects)
                await Link.SendAsync(effect.Message, default, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Says of each Sync that it has been read, until the source hangs up: it measures the way.</summary>
    public async Task AnswerProbesAsync()
    {
        var answers = Task.CompletedTask;
        await Link.PumpAsync((message, _) =>
        {
            if (message == Message.Sync) answers = AnswerAsync(answers);
        }, null).ConfigureAwait(false);
        await answers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task AnswerAsync(Task before)
        {
            await before.ConfigureAwait(false);
            await Link.SendAsync(Message.Synced, default, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async Task RefuseAsync(MigrationFinding finding, CancellationToken cancellation)
    {
        var refusal = new MoveRefusal(MigrationFailure.Refused, finding.ToString(), [finding]);
        await Link.SendAsync(Message.Decline, JsonSerializer.SerializeToUtf8Bytes(refusal, OfferJson.Default.MoveRefusal), cancellation).ConfigureAwait(false);
        await Link.PumpAsync((_, _) => { }, null).ConfigureAwait(false);
    }
}
