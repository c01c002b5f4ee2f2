using Containment.Containers.Life;

namespace Containment.Tests.Containers;

internal sealed class KillingTests
{
    [Test]
    public void The_process_that_was_noted_is_meant_and_not_whoever_has_a_number_now()
    {
        var note = Path.GetTempFileName();
        try
        {
            new ProcessNote(4_000_000, 5).Write(note);
            Assert.That(Killing.Noted(note, Environment.ProcessId), Is.EqualTo(new ProcessNote(4_000_000, 5)));
            File.Delete(note);
            Assert.That(Killing.Noted(note, Environment.ProcessId), Is.EqualTo(ProcessNote.Of(Environment.ProcessId)));
            Assert.That(Killing.Noted(note, null), Is.Null);
        }
        finally
        {
            File.Delete(note);
        }
    }
}
