using Containment.Resources;

namespace Containment.Cli.Options;

/// <summary>Reads <c>mlx5_0,handles=2,objects=none</c>.</summary>
internal static class RdmaText
{
    public static RdmaLimit Parse(string text)
    {
        var comma = text.IndexOf(',');
        if (comma < 0) throw new InvalidSpecException("--rdma", text, "device,handles=…,objects=…");
        var values = KeyValues.Parse("--rdma", text[(comma + 1)..], "handles", "objects");
        return new RdmaLimit(text[..comma]) { Handles = Count("handles"), Objects = Count("objects") };

        CountLimit? Count(string key) => values[key].FirstOrDefault() is { } value ? CountLimit.Parse(value) : null;
    }
}
