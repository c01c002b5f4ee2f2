using Containment.Bundles.Oci;
using Containment.Linux.Seccomp;

namespace Containment.Launch.Filtering;

/// <summary>A bundle's <c>linux.seccomp</c> (config-linux.md) in libseccomp's terms.</summary>
internal static class SeccompDescription
{
    private const uint NotPermitted = 1, NoSuchCall = 38;
    private const string Prefix = "SCMP_ARCH_";

    public static SeccompFilter Read(OciSeccomp seccomp)
    {
        if (seccomp.DefaultAction == "SCMP_ACT_NOTIFY") throw new InvalidSpecException("linux.seccomp.defaultAction", seccomp.DefaultAction, "another: whoever answers could not be told before the first call");
        var otherwise = Action(seccomp.DefaultAction, seccomp.DefaultErrnoRet, "linux.seccomp.defaultAction");
        List<SeccompRule> rules = [];
        foreach (var (rule, index) in (seccomp.Syscalls ?? []).Select((rule, index) => (rule, index)))
        {
            var action = Action(rule.Action, rule.ErrnoRet, $"linux.seccomp.syscalls[{index}].action");
            foreach (var name in rule.Names ?? []) rules.AddRange(Rules(name, action, rule.Args ?? []));
        }
        return new(otherwise, [.. (seccomp.Architectures ?? []).Select(name => name[Prefix.Length..].ToLowerInvariant())], rules)
        {
            // Whoever allows, logs or traces what is not named wants to see it; whoever answers ENOSYS has said it already.
            YoungerCallsAreAbsent = otherwise is not (SeccompActions.Allow or SeccompActions.Log) && seccomp.DefaultAction != "SCMP_ACT_TRACE" && otherwise != SeccompActions.Error(NoSuchCall),
        };
    }

    public static bool Notifies(OciSeccomp seccomp) => seccomp.Syscalls?.Any(rule => rule.Action == "SCMP_ACT_NOTIFY") ?? false;

    /// <summary>The flags of seccomp(2). There is only one thread, so those that speak of others mean nothing.</summary>
    public static uint Flags(OciSeccomp seccomp) => (seccomp.Flags ?? []).Aggregate(0u, (all, flag) => all | flag switch
    {
        "SECCOMP_FILTER_FLAG_TSYNC" => 0u,
        "SECCOMP_FILTER_FLAG_LOG" => 2u,
        "SECCOMP_FILTER_FLAG_SPEC_ALLOW" => 4u,
        "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV" => 32u,
        _ => throw new InvalidSpecException("linux.seccomp.flags", flag, "a flag of seccomp(2)"),
    });

    // Comparisons of one argument with several values mean any of them; libseccomp takes an argument only once in a rule.
    private static IEnumerable<SeccompRule> Rules(string name, uint action, IReadOnlyList<OciSyscallArgument> arguments)
    {
        var comparisons = arguments.Select(Comparison).ToArray();
        return comparisons.DistinctBy(one => one.Argument).Count() == comparisons.Length
            ? [new(name, action, comparisons)] : comparisons.Select(one => new SeccompRule(name, action, one));
    }

    private static SeccompComparison Comparison(OciSyscallArgument argument) =>
        new(argument.Index, Array.IndexOf(SeccompNames.Operators, argument.Op) + 1, argument.Value, argument.ValueTwo);

    private static uint Action(string name, uint? error, string field) => name switch
    {
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => SeccompActions.KillThread,
        "SCMP_ACT_KILL_PROCESS" => SeccompActions.KillProcess,
        "SCMP_ACT_TRAP" => SeccompActions.Trap,
        "SCMP_ACT_ERRNO" => SeccompActions.Error(error ?? NotPermitted),
        "SCMP_ACT_TRACE" => SeccompActions.Trace(error ?? NotPermitted),
        "SCMP_ACT_ALLOW" => SeccompActions.Allow,
        "SCMP_ACT_LOG" => SeccompActions.Log,
        "SCMP_ACT_NOTIFY" => SeccompActions.Notify,
        _ => throw new InvalidSpecException(field, name, "an action of libseccomp"),
    };
}
