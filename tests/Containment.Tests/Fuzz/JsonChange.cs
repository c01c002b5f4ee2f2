using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containment.Tests.Fuzz;

/// <summary>
/// One change to a JSON document: somewhere, something is taken away, doubled, replaced, exchanged or wrapped. Values are chosen to hurt: of other
/// types, at the edges of integers, empty, long, deep, with bytes that paths can't have. Any three numbers are a change, so that a fuzzer can shrink them.
/// </summary>
internal static class JsonChange
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "[]", "{}", "[null]", "{\"\":null}", "{\"x\":null}", "[[[[[[[[[[]]]]]]]]]]", "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"/\"", "\"//\"", "\"/..\"", "\"/../../etc\"", "\"..\"", "\".\"",
        "\"a=b\"", "\"=\"", "\"\\n\"", "\"\\uFFFF\"", "\"%s%n\"", "\"-1\"", "\"999999999999999999999\"", "\"max\"", "\"0-4294967295\"", "\"/dev/null\"", "\"/proc/self/ns/mnt\"", "\"shared\"", "\"idmap\"", "\"SCMP_ACT_NOTIFY\"",
        "0", "-0", "1", "-1", "0.5", "1e308", "1e-320", "127", "255", "65535", "65536", "2147483647", "2147483648", "-2147483648", "4294967295", "4294967296", "9007199254740993", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "18446744073709551615", "18446744073709551616", "1" + new string('0', 400), $"\"{new string('x', 70_000)}\"", $"\"{string.Concat(Enumerable.Repeat("/a", 3000))}\"",
    ];

    /// <summary>The document with these changes, one after the other.</summary>
    public static byte[] Apply(string json, IEnumerable<(int Where, int Kind, int What)> changes)
    {
        var document = JsonNode.Parse(json)!;
        foreach (var (where, kind, what) in changes) Apply(document, where, kind, what);
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    /// <summary>The same on its bytes: cut, turned, doubled.</summary>
    public static byte[] ApplyToBytes(string json, IEnumerable<(int Where, int Kind, int What)> changes)
    {
        List<byte> bytes = [.. Encoding.UTF8.GetBytes(json)];
        foreach (var (where, kind, what) in changes)
        {
            if (bytes.Count == 0) break;
            var at = where % bytes.Count;
            switch (kind % 4)
            {
                case 0: bytes.RemoveRange(at, Math.Min(bytes.Count - at, what % 50)); break;
                case 1: bytes[at] = (byte)what; break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, what % 200))); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }
        return [.. bytes];
    }

    private static void Apply(JsonNode document, int where, int kind, int what)
    {
        List<(JsonNode Parent, string Name, int Index)> places = [];
        Collect(document, places);
        if (places.Count == 0) return;
        var (parent, name, index) = places[where % places.Count];
        var (otherParent, otherName, otherIndex) = places[what % places.Count];
        var other = (otherParent is JsonObject from ? from[otherName] : otherParent[otherIndex])?.DeepClone();
        var value = JsonNode.Parse(Values[what % Values.Length]);
        switch (kind % 7)
        {
            case 0 when parent is JsonObject one: one.Remove(name); break;
            case 0: ((JsonArray)parent).RemoveAt(index); break;
            case 1: Put(value); break;
            case 2: Put(other); break;
            case 3: Put(new JsonArray(other, value)); break;
            case 4 when parent is JsonObject one: one[what % 2 == 0 ? name + "\u0000" : string.Create(CultureInfo.InvariantCulture, $"{what}")] = value; break;
            case 5 when parent is JsonObject one: one[otherName.Length > 0 ? otherName : "x"] = null; break;
            case 5: ((JsonArray)parent).Insert(index, null); break;
            case 4: for (var n = 0; n < 2 + what % 60; n++) ((JsonArray)parent).Insert(index, other?.DeepClone()); break;
            default: Put(new JsonObject { [otherName.Length > 0 ? otherName : "x"] = value }); break;
        }

        void Put(JsonNode? node)
        {
            if (parent is JsonObject one) one[name] = node;
            else parent[index] = node;
        }
    }

    private static void Collect(JsonNode? node, List<(JsonNode, string, int)> places)
    {
        if (node is JsonObject map)
        {
            foreach (var (name, child) in map)
            {
                places.Add((map, name, -1));
                Collect(child, places);
            }
        }
        else if (node is JsonArray list)
        {
            for (var n = 0; n < list.Count; n++)
            {
                places.Add((list, "", n));
                Collect(list[n], places);
            }
        }
    }
}
