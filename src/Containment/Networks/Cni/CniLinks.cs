using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containment.Networks.Cni;

/// <summary>
/// The interfaces of a container that plugins make. What is asked of them is written down before, so that whoever comes after a crash has them undo it.
/// <code>RUN/ID.cni   an array, an object for each interface: name, list, result</code>
/// </summary>
internal sealed class CniLinks(ContainerHostOptions host)
{
    private readonly CniPlugin _plugin = new(host.CniPluginPath);

    /// <summary>Has plugins make those interfaces that are theirs. All or none.</summary>
    /// <returns>The interfaces, with the addresses that plugins gave where none were named.</returns>
    public async Task<IReadOnlyList<NetworkSpec>> AddAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, string networkNamespace, CancellationToken cancellation)
    {
        List<NetworkSpec> made = [];
        try
        {
            foreach (var network in networks)
                made.Add(network.Link is NetworkLink.Cni(var name) ? await AddAsync(id, network, CniList.Find(host.CniDirectory, name), networkNamespace, cancellation).ConfigureAwait(false) : network);
            return made;
        }
        catch
        {
            foreach (var network in networks.Where(network => network.Link is NetworkLink.Cni).Reverse()) await TryRemoveAsync(id, networkNamespace, network.Name).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has plugins undo all that is written down, or one interface; what they refuse is tried again next time.</summary>
    /// <param name="id">The container.</param>
    /// <param name="networkNamespace">A path of its network namespace; empty: that is gone.</param>
    /// <param name="only">The interface's name; null: all.</param>
    public async Task RemoveAsync(ContainerId id, string networkNamespace, string? only = null)
    {
        var notes = Read(id);
        foreach (var note in notes.Where(note => only is null || (string?)note["name"] == only).Reverse().ToList())
        {
            await DeleteAsync(id, note, networkNamespace).ConfigureAwait(false);
            notes.Remove(note);
            Write(id, notes);
        }
    }

    /// <summary>As <see cref="RemoveAsync"/>; what plugins refuse is told to nobody, and tried again next time.</summary>
    /// <returns>What was refused; null: nothing.</returns>
    public async Task<ContainmentException?> TryRemoveAsync(ContainerId id, string networkNamespace, string? only = null)
    {
        try
        {
            await RemoveAsync(id, networkNamespace, only).ConfigureAwait(false);
            return null;
        }
        catch (ContainmentException refused)
        {
            return refused;
        }
    }

    /// <summary>Refuses what can be known before: no such network, no such plugin.</summary>
    /// <exception cref="ContainmentException">NotFound; Corrupt; ToolMissing.</exception>
    public void Check(IEnumerable<NetworkSpec> networks)
    {
        foreach (var network in networks)
            if (network.Link is NetworkLink.Cni(var name))
                foreach (var plugin in CniList.Find(host.CniDirectory, name).Plugins) _plugin.Find((string)plugin["type"]!);
    }

    private async Task<NetworkSpec> AddAsync(ContainerId id, NetworkSpec network, CniList list, string networkNamespace, CancellationToken cancellation)
    {
        var notes = Read(id);
        var note = new JsonObject { ["name"] = network.Name, ["list"] = list.Write() };
        Write(id, [.. notes, note]);
        JsonNode? result = null;
        foreach (var plugin in list.Plugins)
            result = await _plugin.RunAsync("ADD", (string)plugin["type"]!, id, networkNamespace, network.Name, CniRequest.Text(list, plugin, result, network), cancellation).ConfigureAwait(false) ?? result;
        note["result"] = result?.DeepClone();
        Write(id, [.. notes, note]);
        return network.Addresses.Count > 0 ? network : network with { Addresses = CniRequest.Addresses(result) };
    }

    private async Task DeleteAsync(ContainerId id, JsonObject note, string networkNamespace)
    {
        var list = CniList.Parse((string)note["list"]!, NotePath(id));
        var network = new NetworkSpec { Link = new NetworkLink.Cni(list.Name), Name = (string)note["name"]! };
        foreach (var plugin in list.Plugins.Reverse())
            await _plugin.RunAsync("DEL", (string)plugin["type"]!, id, networkNamespace, network.Name, CniRequest.Text(list, plugin, note["result"], network), CancellationToken.None).ConfigureAwait(false);
    }

    private List<JsonObject> Read(ContainerId id)
    {
        try
        {
            return File.Exists(NotePath(id)) ? [.. JsonNode.Parse(File.ReadAllText(NotePath(id)))!.AsArray().Select(note => note!.AsObject())] : [];
        }
        catch (JsonException)
        {
            // Killed in the middle of the first word: nothing was asked of anybody.
            return [];
        }
    }

    private void Write(ContainerId id, IReadOnlyList<JsonObject> notes)
    {
        if (notes.Count == 0) File.Delete(NotePath(id));
        else WholeFile.Write(NotePath(id), System.Text.Encoding.UTF8.GetBytes(new JsonArray([.. notes.Select(note => note.DeepClone())]).ToJsonString()));
    }

    private string NotePath(ContainerId id) => Path.Combine(host.RuntimeDirectory, $"{id}.cni");
}
