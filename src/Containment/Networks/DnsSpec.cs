using System.Net;
using System.Text.Json.Serialization;

namespace Containment.Networks;

/// <summary>How names are looked up inside: what /etc/resolv.conf and /etc/hosts say (resolv.conf(5), hosts(5)).</summary>
public sealed record DnsSpec
{
    /// <summary>Name servers, asked in order; the C library takes the first three.</summary>
    [JsonConverter(typeof(IPAddressListJsonConverter))]
    public IReadOnlyList<IPAddress> Servers { get; init => field = value ?? []; } = [];

    /// <summary>Domains that are tried after a name without a dot.</summary>
    public IReadOnlyList<string> Search { get; init => field = Words(value, nameof(Search)); } = [];

    /// <summary>Options as in <c>ndots:1</c>.</summary>
    public IReadOnlyList<string> Options { get; init => field = Words(value, nameof(Options)); } = [];

    /// <summary>Names that are in /etc/hosts beside localhost and the container's own.</summary>
    public IReadOnlyDictionary<string, IPAddress> Hosts
    {
        get;
        init
        {
            Words([.. (value ?? new Dictionary<string, IPAddress>()).Keys], nameof(Hosts));
            field = value ?? new Dictionary<string, IPAddress>();
        }
    } = new Dictionary<string, IPAddress>();

    // A line break would be a line of its own in the file.
    private static IReadOnlyList<string> Words(IReadOnlyList<string>? words, string field)
    {
        foreach (var word in words ?? [])
            if (word is not { Length: > 0 and <= 253 } || word.Any(c => c is <= ' ' or >= '\x7f' or '#')) throw new InvalidSpecException(field, word, "words of visible ASCII characters without #");
        return words ?? [];
    }
}
