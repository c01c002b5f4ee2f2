using System.CommandLine;
using System.Net;
using Containment.Networks;

namespace Containment.Cli.Options;

/// <summary>How names are looked up inside.</summary>
internal sealed class DnsOptions
{
    private readonly Option<string[]> _servers = new("--dns") { Description = "A name server for it; may come more than once", HelpName = "address" };
    private readonly Option<string[]> _search = new("--dns-search") { Description = "A domain to try after names without a dot", HelpName = "domain" };
    private readonly Option<string[]> _options = new("--dns-option") { Description = "An option of resolv.conf, as in ndots:1", HelpName = "option" };
    private readonly Option<string[]> _hosts = new("--add-host") { Description = "A name for its /etc/hosts", HelpName = "NAME=ADDRESS" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_servers, _search, _options, _hosts]) command.Options.Add(option);
    }

    /// <summary>Null where nothing is asked for.</summary>
    public DnsSpec? Read(ParseResult parsed)
    {
        var (servers, search, options, hosts) = (parsed.GetValue(_servers) ?? [], parsed.GetValue(_search) ?? [], parsed.GetValue(_options) ?? [], parsed.GetValue(_hosts) ?? []);
        return servers.Length + search.Length + options.Length + hosts.Length == 0 ? null : new()
        {
            Servers = [.. servers.Select(server => Address("--dns", server))],
            Search = search,
            Options = options,
            Hosts = Pairs.Read("--add-host", hosts).ToDictionary(host => host.Key, host => Address("--add-host", host.Value)),
        };
    }

    private static IPAddress Address(string option, string text) => IPAddress.TryParse(text, out var address) ? address : throw new InvalidSpecException(option, text, "an IP address");
}
