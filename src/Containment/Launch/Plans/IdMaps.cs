using System.Globalization;
using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Linux.Namespaces;

namespace Containment.Launch.Plans;

/// <summary>How ids inside are ids outside; none without a user namespace.</summary>
internal sealed record IdMaps(IReadOnlyList<OciIdMapping> Users, IReadOnlyList<OciIdMapping> Groups)
{
    private static long Outside(IReadOnlyList<OciIdMapping> maps, uint inside, string field)
    {
        foreach (var map in maps)
            if (inside >= map.ContainerId && inside - map.ContainerId < map.Size) return map.HostId + (long)(inside - map.ContainerId);
        throw new InvalidSpecException(field, $"without {inside}", "maps that hold this id");
    }

    /// <summary>As /proc/PID/uid_map takes them (user_namespaces(7)).</summary>
    public static string Text(IReadOnlyList<OciIdMapping> maps) =>
        string.Concat(maps.Select(map => $"{map.ContainerId} {map.HostId} {map.Size}\n"));

    public long Uid(uint inside) => Outside(Users, inside, "linux.uidMappings");

    public long Gid(uint inside) => Outside(Groups, inside, "linux.gidMappings");

    /// <summary>Those of the namespace that is joined, or the specification's own, or the range that the container was given.</summary>
    public static IdMaps? Of(LaunchRequest request)
    {
        var linux = request.Spec.Linux;
        if (linux?.Namespaces?.FirstOrDefault(one => one.Type == "user") is not { } space) return null;
        if (!string.IsNullOrEmpty(space.Path)) return request.JoinedIds ?? JoinedUserNamespace.Read(space.Path);
        if (linux is { UidMappings: { Count: > 0 } users, GidMappings: { Count: > 0 } groups }) return new(users, groups);
        return Of(request.Ids ?? throw new InvalidSpecException("linux.uidMappings", null, "maps, because there is a user namespace"));
    }

    /// <summary>All of a range, from 0 on.</summary>
    public static IdMaps Of(IdRange range)
    {
        IReadOnlyList<OciIdMapping> map = [new() { ContainerId = 0, HostId = range.First, Size = range.Count }];
        return new(map, map);
    }

    /// <summary>Those that a process which is not root of the machine may give.</summary>
    public static IdMaps Of(OwnIds own) => new(Lines(own.Users), Lines(own.Groups));

    private static List<OciIdMapping> Lines(IReadOnlyList<IdLine> lines) =>
        [.. lines.Select(line => new OciIdMapping { ContainerId = line.Inside, HostId = line.Outside, Size = line.Count })];

    /// <summary>What /proc/PID/uid_map and gid_map say.</summary>
    public static IdMaps Parse(string users, string groups) => new(Lines(users), Lines(groups));

    private static List<OciIdMapping> Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(fields => new OciIdMapping { ContainerId = uint.Parse(fields[0], CultureInfo.InvariantCulture), HostId = uint.Parse(fields[1], CultureInfo.InvariantCulture), Size = uint.Parse(fields[2], CultureInfo.InvariantCulture) })];
}
