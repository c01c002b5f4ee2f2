using System.Text.Json;
using Containment.Oci.Output;

namespace Containment.Tests.Oci;

internal sealed class ErrorLogTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Test]
    public void A_line_of_json_is_what_conmon_and_the_shim_read()
    {
        using var line = JsonDocument.Parse(new ErrorLog("/x", json: true).Line("error", "exec: \"x\": no\n", Time));
        Assert.That(line.RootElement.GetProperty("level").GetString(), Is.EqualTo("error"));
        Assert.That(line.RootElement.GetProperty("msg").GetString(), Is.EqualTo("exec: \"x\": no\n"));
        Assert.That(line.RootElement.GetProperty("time").GetString(), Is.EqualTo("2026-01-02T03:04:05Z"));
    }

    [Test]
    public void A_line_of_text_stays_one_line() =>
        Assert.That(new ErrorLog("/x", json: false).Line("error", "a \"b\"\nc", Time), Is.EqualTo("time=\"2026-01-02T03:04:05Z\" level=error msg=\"a \\\"b\\\"\\nc\"\n"));
}
