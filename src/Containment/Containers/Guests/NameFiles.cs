using System.Text;
using Containment.Bundles.Oci;
using Containment.Networks;

namespace Containment.Containers.Guests;

/// <summary>The files by which names are looked up inside (resolv.conf(5), hosts(5)): written at each start and restore, and mounted over the image's own.</summary>
internal static class NameFiles
{
    private const string Resolver = "resolv.conf", Hosts = "hosts";

    /// <summary>Writes them, and says what mounts them; nothing where nothing is asked for.</summary>
    public static IEnumerable<OciMount> Put(string directory, ContainerSpec spec)
    {
        if (spec.Dns is not { } dns) yield break;
        Directory.CreateDirectory(directory);
        foreach (var (name, text) in ((string, string)[])[(Resolver, ResolverText(dns)), (Hosts, HostsText(dns, spec))])
        {
            var path = Path.Combine(directory, name);
            File.WriteAllText(path, text, new UTF8Encoding(false));
            // Whoever is root inside is nobody here.
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            yield return GuestMounts.Bind(path, $"/etc/{name}");
        }
    }

    public static string ResolverText(DnsSpec dns) => string.Concat((IEnumerable<string>)
    [
        .. dns.Servers.Select(server => $"nameserver {server}\n"),
        dns.Search.Count > 0 ? $"search {string.Join(' ', dns.Search)}\n" : "",
        dns.Options.Count > 0 ? $"options {string.Join(' ', dns.Options)}\n" : "",
    ]);

    public static string HostsText(DnsSpec dns, ContainerSpec spec)
    {
        var name = spec.Isolation.HostName ?? spec.Id.Value;
        var own = spec.Networks.SelectMany(network => network.Addresses).Select(address => $"{address.Address}").DefaultIfEmpty("127.0.1.1");
        return string.Concat((IEnumerable<string>)["127.0.0.1\tlocalhost\n", "::1\tlocalhost ip6-localhost\n", .. own.Select(address => $"{address}\t{name}\n"), .. dns.Hosts.Select(host => $"{host.Value}\t{host.Key}\n")]);
    }
}
