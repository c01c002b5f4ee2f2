using System.Globalization;
using System.Text;
using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Resources.Hierarchy;

/// <summary>
/// The v2 cgroups that a system container's init made below the container's own, and who is in them. As text it is a line for each
/// cgroup, parents first: its path, and behind tabs the processes in it by the container's ids.
/// </summary>
internal sealed record InnerCgroups(IReadOnlyList<KeyValuePair<string, IReadOnlyList<int>>> Members)
{
    /// <summary>What is below <paramref name="top"/> now.</summary>
    public static InnerCgroups Of(CgroupDirectory top) => new([.. CgroupTree.DeepestFirst(top).Reverse().Where(one => one.Path != top.Path && !one.Path.AsSpan().ContainsAny('\n', '\t'))
        .Select(one => KeyValuePair.Create(one.Path[(top.Path.Length + 1)..], (IReadOnlyList<int>)[.. Pids(one).Select(InsideIds.Of).OfType<int>()]))]);

    /// <summary>Reads its text; lines that name no cgroup below are left out.</summary>
    public static InnerCgroups Parse(string text) => new([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
        .Where(fields => fields[0].Split('/').All(part => part is not ("" or "." or "..")))
        .Select(fields => KeyValuePair.Create(fields[0], (IReadOnlyList<int>)[.. fields.Skip(1).Select(field => int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0)]))]);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (path, members) in Members) text.Append(path).AppendJoin("", members.Select(id => $"\t{id}")).Append('\n');
        return text.ToString();
    }

    /// <summary>Makes those that are missing, as the container's root (by its id outside) would have.</summary>
    public void Make(CgroupDirectory top, uint owner)
    {
        foreach (var (path, _) in Members)
        {
            var cgroup = new CgroupDirectory($"{top.Path}/{path}");
            if (!cgroup.Make() || owner == 0) continue;
            using var directory = At.OpenDirectory(cgroup.Path);
            foreach (var file in DirectoryListing.Read(directory)) At.Chown(directory, file, owner, owner);
            At.Chown(directory, ".", owner, owner);
        }
    }

    /// <summary>Moves processes to where they were: those of <paramref name="found"/> in the pid namespace of <paramref name="init"/>.</summary>
    public void Fill(CgroupDirectory top, int init, IEnumerable<int> found)
    {
        var here = InsideIds.Of(init, found);
        foreach (var (path, members) in Members)
            foreach (var id in members)
                if (here.TryGetValue(id, out var pid)) new CgroupDirectory($"{top.Path}/{path}").Write(CgroupDirectory.Procs, pid.ToString(CultureInfo.InvariantCulture));
    }

    private static IEnumerable<int> Pids(CgroupDirectory one) =>
        (one.TryRead(CgroupDirectory.Procs) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(pid => pid > 0);
}
