using System.Text.Json;
using System.Text.Json.Serialization;
using Containment.Linux.Descriptors;

namespace Containment.Networks;

/// <summary>
/// Interfaces of the host that a container has been moved: written down before they are moved, so that whoever comes after a crash gives them back.
/// <code>RUN/ID.lent   an array of what they were</code>
/// </summary>
internal sealed class LentLinks(ContainerHostOptions host, LinkLending lending)
{
    private const string Ending = ".lent";

    /// <summary>Looks at those that are to be moved, and writes them down beside what is written already.</summary>
    /// <exception cref="ContainmentException">NotFound; Unsupported: it is a virtual one; WrongState: it is a port of another.</exception>
    public async Task RememberAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, string salt, CancellationToken ct)
    {
        List<LentLink> lent = [];
        for (var i = 0; i < networks.Count; i++)
            if (networks[i].Link is NetworkLink.Physical(var name)) lent.Add(await lending.LookAsync(name, networks[i].Name, Mark(id, salt, networks[i], i), ct).ConfigureAwait(false));
        if (lent.Count > 0) Write(id, [.. Read(id).Where(old => lent.All(one => one.Name != old.Name)), .. lent]);
    }

    /// <summary>Whether something is written down.</summary>
    public bool Any(ContainerId id) => File.Exists(PathOf(id));

    /// <summary>Gives all back to the host when the container's processes have ended.</summary>
    public async Task ReturnAsync(ContainerId id, CancellationToken ct)
    {
        foreach (var link in Read(id))
        {
            await lending.ReturnedAsync(link, ct).ConfigureAwait(false);
            Write(id, [.. Read(id).Where(one => one.Name != link.Name)]);
        }
    }

    /// <summary>Gives one back from a container that runs.</summary>
    public async Task TakeBackAsync(ContainerId id, string name, Descriptor inside, CancellationToken ct)
    {
        if (Read(id).FirstOrDefault(link => link.Name == name) is not { } lent) return;
        await lending.TakeBackAsync(lent, inside, ct).ConfigureAwait(false);
        Write(id, [.. Read(id).Where(one => one.Name != name)]);
    }

    /// <summary>The alias of a link that is lent.</summary>
    public static string Mark(ContainerId id, string salt, NetworkSpec network, int place) => $"{LinkName.OfHost(id, salt, NetworkPlan.OrdinalOf(network, place))}:{((NetworkLink.Physical)network.Link).Name}";

    private IReadOnlyList<LentLink> Read(ContainerId id) =>
        File.Exists(PathOf(id)) ? JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(id)), LentJson.Default.IReadOnlyListLentLink) ?? [] : [];

    private void Write(ContainerId id, IReadOnlyList<LentLink> links)
    {
        if (links.Count == 0) File.Delete(PathOf(id));
        else WholeFile.Write(PathOf(id), JsonSerializer.SerializeToUtf8Bytes(links, LentJson.Default.IReadOnlyListLentLink));
    }

    private string PathOf(ContainerId id) => Path.Combine(host.RuntimeDirectory, $"{id}{Ending}");
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<LentLink>))]
internal sealed partial class LentJson : JsonSerializerContext;
