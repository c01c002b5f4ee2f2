using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>config.md, "Process".</summary>
internal static class ProcessRules
{
    private const uint Nobody = uint.MaxValue;

    private static readonly string[] Limits =
    [
        "RLIMIT_AS", "RLIMIT_CORE", "RLIMIT_CPU", "RLIMIT_DATA", "RLIMIT_FSIZE", "RLIMIT_LOCKS", "RLIMIT_MEMLOCK", "RLIMIT_MSGQUEUE",
        "RLIMIT_NICE", "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_RSS", "RLIMIT_RTPRIO", "RLIMIT_RTTIME", "RLIMIT_SIGPENDING", "RLIMIT_STACK",
    ];

    public static void Check(OciProcess? process, string field)
    {
        if (process is null) return;
        Rule.AbsolutePath(process.Cwd, $"{field}.cwd");
        if (process.Args is not { Count: > 0 }) throw new InvalidSpecException($"{field}.args", process.Args is null ? null : "[]", "at least a program");
        Rule.Strings(process.Args, $"{field}.args");
        Rule.Text(process.Args[0], $"{field}.args[0]", "a program");
        Rule.Environment(process.Env, $"{field}.env");
        User(process.User, $"{field}.user");
        Rule.Range(process.OomScoreAdj, $"{field}.oomScoreAdj", -1000, 1000);
        Rule.NoDoubles(process.Rlimits, limit => limit.Type ?? "", $"{field}.rlimits");
        Rule.Each(process.Rlimits, $"{field}.rlimits", (limit, at) =>
        {
            Rule.OneOf(limit.Type, $"{at}.type", Limits);
            if (limit.Soft > limit.Hard) throw new InvalidSpecException($"{at}.soft", limit.Soft, $"at most the hard limit, {limit.Hard}");
        });
        if (process.Capabilities is { } sets)
            foreach (var (set, name) in ((IReadOnlyList<string>?, string)[])[(sets.Bounding, "bounding"), (sets.Effective, "effective"), (sets.Inheritable, "inheritable"), (sets.Permitted, "permitted"), (sets.Ambient, "ambient")])
                Rule.Strings(set, $"{field}.capabilities.{name}");
        if (process.Scheduler is { } scheduler)
        {
            Rule.OneOf(scheduler.Policy, $"{field}.scheduler.policy", SchedulingNames.Policies);
            Rule.Range(scheduler.Nice, $"{field}.scheduler.nice", -20, 19);
            Rule.Range(scheduler.Priority, $"{field}.scheduler.priority", 0, 99);
            Rule.Each(scheduler.Flags, $"{field}.scheduler.flags", (flag, at) => Rule.OneOf(flag, at, SchedulingNames.Flags));
        }
        if (process.IoPriority is { } io)
        {
            Rule.OneOf(io.Class, $"{field}.ioPriority.class", SchedulingNames.IoClasses[1..]);
            Rule.Range(io.Priority, $"{field}.ioPriority.priority", 0, 7);
        }
        foreach (var (list, name) in ((string?, string)[])[(process.ExecCpuAffinity?.Initial, "initial"), (process.ExecCpuAffinity?.Final, "final")])
            if (!string.IsNullOrEmpty(list)) CpuList.Parse(list, $"{field}.execCPUAffinity.{name}");
        Rule.NoLongerThan(process.ApparmorProfile, $"{field}.apparmorProfile", 4096);
        Rule.NoLongerThan(process.SelinuxLabel, $"{field}.selinuxLabel", 4096);
    }

    private static void User(OciUser user, string field)
    {
        if (user.Uid == Nobody) throw new InvalidSpecException($"{field}.uid", user.Uid, "0 to 4294967294");
        if (user.Gid == Nobody) throw new InvalidSpecException($"{field}.gid", user.Gid, "0 to 4294967294");
        Rule.Range(user.Umask, $"{field}.umask", 0, 511);
        Rule.Each(user.AdditionalGids, $"{field}.additionalGids", (gid, at) => Rule.Range(gid, at, 0, Nobody - 1));
    }
}
