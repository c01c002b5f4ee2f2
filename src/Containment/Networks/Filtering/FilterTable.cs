using System.Security.Cryptography;
using System.Text;

namespace Containment.Networks.Filtering;

/// <summary>The names of our tables: one of the family inet and one of the family bridge for each state directory. Everything in them is ours, and nothing elsewhere is.</summary>
internal readonly record struct FilterTable(string Name)
{
    /// <summary>On packets that a bridge hands to its host only so that the host refuses them.</summary>
    public const string RefuseMark = "0x436f6e74";

    public string Inet => $"inet {Name}";

    public string Bridge => $"bridge {Name}";

    public static FilterTable Of(string stateDirectory) => new(stateDirectory.TrimEnd('/') == "/var/lib/containment"
        ? "containment" : $"containment_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stateDirectory)).AsSpan(0, 5))}");
}
