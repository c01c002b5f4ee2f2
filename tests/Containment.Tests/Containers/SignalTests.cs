namespace Containment.Tests.Containers;

internal sealed class SignalTests
{
    [TestCase("SIGTERM", 15)]
    [TestCase("term", 15)]
    [TestCase("9", 9)]
    [TestCase("SIGRTMIN+3", 37)]
    [TestCase("RTMIN", 34)]
    [TestCase("SIGRTMAX", 64)]
    [TestCase("SIGRTMAX-1", 63)]
    [TestCase("SIGSYS", 31)]
    public void A_signal_is_known_by_name_and_number(string text, int number) => Assert.That(Signal.Parse(text).Number, Is.EqualTo(number));

    [TestCase("")]
    [TestCase("SIG")]
    [TestCase("0")]
    [TestCase("65")]
    [TestCase("-1")]
    [TestCase("SIGNOTHING")]
    [TestCase("SIGRTMIN+99")]
    [TestCase("SIGRTMAX--1")]
    public void Another_word_is_no_signal(string text) =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => Signal.Parse(text))!.Field, Is.EqualTo("signal"));

    [Test]
    public void Every_signal_reads_back_what_it_is_written_as([Range(1, 64)] int number) =>
        Assert.That(Signal.Parse(new Signal(number).ToString().Replace("signal ", "", StringComparison.Ordinal)).Number, Is.EqualTo(number));

    [TestCase(0x0300, 3, null, 3)]
    [TestCase(9, null, 9, 137)]
    [TestCase(0x8b, null, 11, 139)]
    public void A_wait_status_is_an_exit_code_or_a_signal(int status, int? code, int? signal, int shell)
    {
        var exit = ExitStatus.FromWait(status, default);
        Assert.That((exit.Code, exit.Signal?.Number, exit.ShellCode), Is.EqualTo((code, signal, shell)));
    }
}
