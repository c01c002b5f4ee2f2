using Containment.Networks;

namespace Containment.Cli.Options;

/// <summary>
/// Reads <c>in=drop</c>, <c>out=reject</c> and rules: <c>rule=accept in tcp 80 8000-8099 with 10.0.0.0/8 fd00::2/128</c>, where only the first two
/// words must be there.
/// </summary>
internal static class FirewallText
{
    private const string Form = "accept, drop or reject; in or out; then, if wanted, tcp, udp or icmp, ports, and \"with\" and networks";

    /// <summary>Null where none of the values is about one.</summary>
    public static Firewall? Parse(ILookup<string, string> values) => values.Contains("in") || values.Contains("out") || values.Contains("rule")
        ? new()
        {
            Inbound = values["in"].FirstOrDefault() is { } inbound ? Action("in", inbound) : FirewallAction.Accept,
            Outbound = values["out"].FirstOrDefault() is { } outbound ? Action("out", outbound) : FirewallAction.Accept,
            Rules = [.. values["rule"].Select(Rule)],
        }
        : null;

    private static FirewallRule Rule(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || words[1] is not ("in" or "out")) throw new InvalidSpecException("--network rule", text, Form);
        var with = Array.IndexOf(words, "with");
        var what = words[2..(with < 0 ? words.Length : with)];
        FirewallProtocol? protocol = what is [] ? FirewallProtocol.Any : what[0] switch { "tcp" => FirewallProtocol.Tcp, "udp" => FirewallProtocol.Udp, "icmp" => FirewallProtocol.Icmp, "any" => FirewallProtocol.Any, _ => null };
        return new()
        {
            Action = Action("rule", words[0]),
            Direction = words[1] == "in" ? FirewallDirection.In : FirewallDirection.Out,
            Protocol = protocol ?? throw new InvalidSpecException("--network rule", text, Form),
            Ports = [.. what.Skip(1).Select(port => PortRange.Parse(port))],
            Peers = with < 0 ? [] : [.. words[(with + 1)..].Select(peer => IPNetworkAddress.Parse(peer))],
        };
    }

    private static FirewallAction Action(string key, string text) => text switch
    {
        "accept" => FirewallAction.Accept,
        "drop" => FirewallAction.Drop,
        "reject" => FirewallAction.Reject,
        _ => throw new InvalidSpecException($"--network {key}", text, key == "rule" ? Form : "accept, drop or reject"),
    };
}
