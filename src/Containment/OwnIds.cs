using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Containment.Linux.Namespaces;

namespace Containment;

/// <summary>
/// The ids that this process may give to containers where it is not root of the machine. All its containers have the same: files
/// lie on disk with the ids that they have outside, so other ids would need other copies of every layer.
/// </summary>
internal sealed record OwnIds(IReadOnlyList<IdLine> Users, IReadOnlyList<IdLine> Groups)
{
    private const string Package = "the package \"uidmap\" (shadow) has it";

    /// <summary>Null for root of the machine, who has all there are.</summary>
    public static OwnIds? Current => Self.Standing switch
    {
        Standing.Root => null,
        Standing.NamespaceRoot => OfRoot(SubordinateIds.Same(File.ReadAllText("/proc/self/uid_map")), SubordinateIds.Same(File.ReadAllText("/proc/self/gid_map"))),
        _ => OfUser(Read("/etc/subuid"), Read("/etc/subgid"), Environment.UserName),
    };

    /// <summary>
    /// The last id of a namespace that has some to spare, which its containers are not given: it owns what they must not change though their root has the id of who begins
    /// them. Null where there are 65,536 or fewer, of which each may be somebody's, and for an ordinary user.
    /// </summary>
    public (uint User, uint Group)? Keeper { get; private init; }

    /// <summary>Whether there is only the user's own id, so that a container has nobody but root.</summary>
    public bool Lone => Users is [{ Count: 1 }];

    /// <summary>Whether there are such ids inside.</summary>
    public bool Has(uint user, uint group) => Users.Any(line => user >= line.Inside && user - line.Inside < line.Count) && Groups.Any(line => group >= line.Inside && group - line.Inside < line.Count);

    /// <summary>What to do about it.</summary>
    public static string Remedy => $"\"{Environment.UserName}\" has no ids of his own to give to containers; root gives some by: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {Environment.UserName}";

    /// <summary>Gives the ids to the user namespace of a process that this one began, by the programs that may.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.ToolMissing"/>, <see cref="FailureReason.ToolFailed"/>.</exception>
    public Task MapAsync(int pid, CancellationToken cancellationToken) =>
        Task.WhenAll(RunAsync("newuidmap", pid, Users, cancellationToken), RunAsync("newgidmap", pid, Groups, cancellationToken));

    /// <summary>Of root of a user namespace that has these ids. Pure.</summary>
    public static OwnIds OfRoot(IReadOnlyList<IdLine> users, IReadOnlyList<IdLine> groups)
    {
        const uint all = 65_536;
        if (users is not [.., { Count: > 1 } user] || groups is not [.., { Count: > 1 } group] || user.Inside + user.Count <= all || group.Inside + group.Count <= all) return new(users, groups);
        return new([.. users.SkipLast(1), user with { Count = user.Count - 1 }], [.. groups.SkipLast(1), group with { Count = group.Count - 1 }])
        {
            Keeper = (user.Inside + user.Count - 1, group.Inside + group.Count - 1),
        };
    }

    private static OwnIds OfUser(string users, string groups, string name)
    {
        // The lines of both files are after the user, not his group.
        var (uids, gids) = (SubordinateIds.Parse(users, name, Self.User), SubordinateIds.Parse(groups, name, Self.User));
        if (uids.Count == 0 || gids.Count == 0) (uids, gids) = ([], []);
        return new(SubordinateIds.Map(Self.User, uids), SubordinateIds.Map(Self.Group, gids));
    }

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    private static async Task RunAsync(string program, int pid, IReadOnlyList<IdLine> lines, CancellationToken cancellationToken)
    {
        var arguments = lines.SelectMany(line => (uint[])[line.Inside, line.Outside, line.Count]).Prepend((uint)pid).Select(number => number.ToString(CultureInfo.InvariantCulture));
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        }
        catch (Win32Exception missing)
        {
            throw new ContainmentException(FailureReason.ToolMissing, program, $"{program} can't be started, and without it an ordinary user's containers get no ids: {Package}", null, missing);
        }
        using (process)
        {
            var words = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new ContainmentException(FailureReason.ToolFailed, program, $"{program} could not map ids ({words.Trim()}); it must be installed with its privileges, and the ranges in /etc/subuid and /etc/subgid must be free");
        }
    }
}
