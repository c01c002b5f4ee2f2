using System.Text.Json;
using System.Text.Unicode;
using Containment.Bundles.Oci;
using Containment.Tests.Bundles;

namespace Containment.Tests.Fuzz;

/// <summary>config.json is read by hand: as the serializer reads it, of which it is known how it does.</summary>
internal sealed class SpecNodeTests
{
    [Test]
    public void What_is_read_by_hand_is_what_the_serializer_reads() => Fuzzer.Hold(SpecExample.Complete, json =>
    {
        var (ours, theirs) = (Ours(json), Theirs(json));
        // JSON is UTF-8 (RFC 8259, 8.1). The serializer does not look into names that it doesn't know; we may refuse them.
        if (ours is null && !Utf8.IsValid(json)) return;
        if (ours != theirs) throw new InvalidOperationException($"by hand: {ours ?? "refused"}, by the serializer: {theirs ?? "refused"}");
    });

    [Test]
    public void A_whole_one_is_the_same() => Assert.That(Ours(System.Text.Encoding.UTF8.GetBytes(SpecExample.Complete)), Is.Not.Null.And.EqualTo(Theirs(System.Text.Encoding.UTF8.GetBytes(SpecExample.Complete))));

    // As text; null when it is refused.
    private static string? Ours(byte[] json)
    {
        try
        {
            return Text(RuntimeSpecText.Read(json, "", RuntimeSpec.From));
        }
        catch (InvalidSpecException)
        {
            return null;
        }
    }

    private static string? Theirs(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RuntimeSpecJson.Default.RuntimeSpec) is { } spec ? Text(spec) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(RuntimeSpec spec) => System.Text.Encoding.UTF8.GetString(RuntimeSpecText.Write(spec));
}
