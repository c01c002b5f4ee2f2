using System.Globalization;
using System.Text.Json;

namespace Containment.Probe;

/// <summary>What a probe works with: a host with the usual directories, and the words after its name.</summary>
internal sealed record ProbeContext(ContainerHost Host, IReadOnlyList<string> Words, CancellationToken Cancellation)
{
    /// <summary>Tells the tests something that was found out.</summary>
    public void Say(string name, object? value) =>
        Console.WriteLine(JsonSerializer.Serialize(new Finding(name, Convert.ToString(value, CultureInfo.InvariantCulture)), FindingJson.Default.Finding));
}
