using System.Text.Json.Nodes;

namespace Containment.Demo;

/// <summary>What the move cost, for a person.</summary>
internal static class MoveTable
{
    public static void Write(JsonNode report, Writer writer, int lost, string phaseOnB, IReadOnlyCollection<string> runningOnA)
    {
        (string Name, string Value)[] rows =
        [
            ("bytes moved", $"{Bytes("wireBytes")}  (root {Bytes("baseBytes")}, files {Bytes("fileBytes")}, memory {Bytes("memoryBytes")})"),
            ("rounds of files", $"{report["rounds"]!.GetValue<int>()}"),
            ("freeze", $"{report["freezeMilliseconds"]!.GetValue<double>():0} ms"),
            ("total", $"{report["totalMilliseconds"]!.GetValue<double>():0} ms"),
            ("longest wait of the client", $"{writer.LongestGap.TotalMilliseconds:0} ms"),
            ("connections of the client", writer.Reconnects == 0 ? "1, the same all along" : $"{writer.Reconnects + 1}"),
            ("keys written meanwhile", $"{writer.Acknowledged}"),
            ("keys lost", $"{lost}"),
            ("on B", phaseOnB),
            ("on A", runningOnA.Count == 0 ? "gone" : string.Join(", ", runningOnA)),
        ];
        var (names, values) = (rows.Max(row => row.Name.Length), rows.Max(row => row.Value.Length));
        var rule = $"      +{new string('-', names + 2)}+{new string('-', values + 2)}+";
        Console.WriteLine(rule);
        foreach (var (name, value) in rows) Console.WriteLine($"      | {name.PadRight(names)} | {value.PadRight(values)} |");
        Console.WriteLine(rule);

        string Bytes(string field) => report[field]!.GetValue<long>() is var bytes && bytes >= 1 << 20 ? $"{bytes / 1048576.0:0.0} MiB" : $"{bytes / 1024.0:0.0} KiB";
    }
}
