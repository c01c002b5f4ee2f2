using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>config-linux.md, "Seccomp".</summary>
internal static class SeccompRules
{
    public static void Check(OciSeccomp? seccomp, string field)
    {
        if (seccomp is null) return;
        Rule.OneOf(seccomp.DefaultAction, $"{field}.defaultAction", SeccompNames.Actions);
        Rule.Each(seccomp.Architectures, $"{field}.architectures", (architecture, at) =>
        {
            if (!architecture.StartsWith("SCMP_ARCH_", StringComparison.Ordinal)) throw new InvalidSpecException(at, architecture, "an architecture of libseccomp, such as SCMP_ARCH_X86_64");
        });
        Rule.Each(seccomp.Flags, $"{field}.flags", (flag, at) => Rule.OneOf(flag, at, SeccompNames.Flags));
        Rule.Each(seccomp.Syscalls, $"{field}.syscalls", (rule, at) =>
        {
            if (rule.Names is not { Count: > 0 }) throw new InvalidSpecException($"{at}.names", null, "at least one system call");
            Rule.Each(rule.Names, $"{at}.names", (name, position) => Rule.Text(name, position, "a system call"));
            Rule.OneOf(rule.Action, $"{at}.action", SeccompNames.Actions);
            Rule.Each(rule.Args, $"{at}.args", (argument, position) =>
            {
                Rule.Range(argument.Index, $"{position}.index", 0, 5);
                Rule.OneOf(argument.Op, $"{position}.op", SeccompNames.Operators);
            });
        });
    }
}
