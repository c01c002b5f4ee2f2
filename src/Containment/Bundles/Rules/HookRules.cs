using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>config.md, "POSIX-platform Hooks".</summary>
internal static class HookRules
{
    public static void Check(OciHooks? hooks)
    {
        if (hooks is null) return;
        Rule.Each(hooks.Prestart, "hooks.prestart", Check);
        Rule.Each(hooks.CreateRuntime, "hooks.createRuntime", Check);
        Rule.Each(hooks.CreateContainer, "hooks.createContainer", Check);
        Rule.Each(hooks.StartContainer, "hooks.startContainer", Check);
        Rule.Each(hooks.Poststart, "hooks.poststart", Check);
        Rule.Each(hooks.Poststop, "hooks.poststop", Check);
    }

    private static void Check(OciHook hook, string field)
    {
        Rule.AbsolutePath(hook.Path, $"{field}.path");
        Rule.Strings(hook.Args, $"{field}.args");
        Rule.Environment(hook.Env, $"{field}.env");
        Rule.Range(hook.Timeout, $"{field}.timeout", 1, int.MaxValue);
    }
}
