using System.Globalization;

namespace Containment.Bundles.Users;

/// <summary>Finds a user by <c>uid</c>, <c>uid:gid</c> or names, in the content of the container's own passwd(5) and group(5).</summary>
internal static class UserLookup
{
    /// <param name="user">As in <see cref="ProcessSpec.User"/>; empty is root.</param>
    /// <param name="passwd">What /etc/passwd holds; empty where there is none.</param>
    /// <param name="group">What /etc/group holds; empty where there is none.</param>
    /// <exception cref="InvalidSpecException">A name that the files don't have.</exception>
    public static UserIdentity Find(string user, string passwd, string group)
    {
        var colon = user.IndexOf(':');
        var name = colon < 0 ? user : user[..colon];
        var groupName = colon < 0 ? null : user[(colon + 1)..];
        if (name.Length == 0) name = "0";

        var account = Entry(passwd, 7, fields => fields[0] == name && Id(fields[2]) is not null && Id(fields[3]) is not null);
        var number = Id(name);
        if (account is null && number is not null)
            account = Entry(passwd, 7, fields => Id(fields[2]) == number && Id(fields[3]) is not null);
        if (account is null && number is null)
            throw new InvalidSpecException("process.user", user, "a number, or a name that is in the container's /etc/passwd");

        var uid = account is null ? number!.Value : Id(account[2])!.Value;
        var gid = groupName is null ? account is null ? 0 : Id(account[3])!.Value : GroupId(groupName, group, user);
        return new(uid, gid, groupName is null && account is not null ? Memberships(account[0], gid, group) : [], Home(account, uid));
    }

    private static uint GroupId(string name, string group, string user) =>
        Entry(group, 4, fields => fields[0] == name && Id(fields[2]) is not null) is { } entry ? Id(entry[2])!.Value
        : Id(name) ?? throw new InvalidSpecException("process.user", user, "a group number, or a name that is in the container's /etc/group");

    private static List<uint> Memberships(string name, uint primary, string group)
    {
        List<uint> ids = [];
        foreach (var line in Lines(group))
            if (line.Split(':') is { Length: 4 } fields && Id(fields[2]) is { } gid && gid != primary && fields[3].Split(',').Contains(name) && !ids.Contains(gid))
                ids.Add(gid);
        return ids;
    }

    private static string Home(string[]? account, uint uid) =>
        account is not null && account[5].StartsWith('/') ? account[5] : uid == 0 ? "/root" : "/";

    private static string[]? Entry(string content, int count, Func<string[], bool> matches)
    {
        foreach (var line in Lines(content))
            if (line.Split(':') is { } fields && fields.Length == count && matches(fields)) return fields;
        return null;
    }

    private static IEnumerable<string> Lines(string content)
    {
        using var reader = new StringReader(content);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') yield return line;
    }

    // 4294967295 means "unchanged" to the kernel's set*id calls, so it is nobody's id.
    private static uint? Id(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != uint.MaxValue ? id : null;
}
