using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>config-linux.md, "Seccomp".</summary>
internal static class SeccompRules
{
    private static readonly string[] Actions =
        ["SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_TRAP", "SCMP_ACT_ERRNO", "SCMP_ACT_TRACE", "SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY"];

    public static void Check(OciSeccomp? seccomp, string field)
    {
        if (seccomp is null) return;
        Rule.OneOf(seccomp.DefaultAction, $"{field}.defaultAction", Actions);
        Rule.Each(seccomp.Architectures, $"{field}.architectures", (architecture, at) =>
        {
            if (!architecture.StartsWith("SCMP_ARCH_", StringComparison.Ordinal)) throw new InvalidSpecException(at, architecture, "an architecture of libseccomp, such as SCMP_ARCH_X86_64");
        });
        Rule.Each(seccomp.Flags, $"{field}.flags", (flag, at) => Rule.OneOf(flag, at, "SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"));
        Rule.Each(seccomp.Syscalls, $"{field}.syscalls", (rule, at) =>
        {
            if (rule.Names is not { Count: > 0 }) throw new InvalidSpecException($"{at}.names", null, "at least one system call");
            Rule.Each(rule.Names, $"{at}.names", (name, position) => Rule.Text(name, position, "a system call"));
            Rule.OneOf(rule.Action, $"{at}.action", Actions);
            Rule.Each(rule.Args, $"{at}.args", (argument, position) =>
            {
                Rule.Range(argument.Index, $"{position}.index", 0, 5);
                Rule.OneOf(argument.Op, $"{position}.op", "SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ");
            });
        });
    }
}
