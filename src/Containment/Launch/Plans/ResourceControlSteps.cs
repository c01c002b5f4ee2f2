using Containment.Bundles.Oci;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>Into a group of the resctrl file system (config-linux.md, "IntelRdt"; Documentation/filesystems/resctrl.rst). By the keeper.</summary>
internal static class ResourceControlSteps
{
    private const int RemoveDirectory = 0x200, PidWidth = 11;

    public static void Enter(LaunchScope scope)
    {
        if (scope.Request.Spec.Linux?.IntelRdt is not { } wanted || scope.Request.Machine.ResourceControl is not { } top) return;
        var id = scope.Request.Id;
        var group = $"{top}/{Name(wanted, id)}";
        var schemas = Schemas(wanted);
        if (Existing(wanted, group, schemas)) Join(scope, group);
        else
        {
            Make(scope, group);
            // One that was named may be joined by others later.
            if (string.IsNullOrEmpty(wanted.ClosId)) scope.ResourceControl.Add(group);
            foreach (var schema in schemas) Write(scope, $"{group}/schemata", PlanData.Of($"{schema}\n"), schema.Length + 1, schema);
            Join(scope, group);
        }
        if (wanted is not ({ EnableCmt: true } or { EnableMbm: true })) return;
        var monitor = $"{group}/mon_groups/{id}";
        Make(scope, monitor);
        scope.ResourceControl.Insert(0, monitor);
        Join(scope, monitor);
    }

    private static void Make(LaunchScope scope, string directory) =>
        scope.Keeper.Add(new(SystemCall.Mkdirat, Flags.AtCwd, directory, 0x1ed) { Subject = directory, UndoneBy = new(SystemCall.Unlinkat, Flags.AtCwd, directory, RemoveDirectory) });

    private static string Name(OciIntelRdt wanted, string id)
    {
        if (string.IsNullOrEmpty(wanted.ClosId)) return id;
        return wanted.ClosId.Contains('/') || wanted.ClosId is "." or ".." ? throw new InvalidSpecException("linux.intelRdt.closID", wanted.ClosId, "a name") : wanted.ClosId;
    }

    private static string[] Schemas(OciIntelRdt wanted) =>
        [.. ((string?[])[wanted.L3CacheSchema, wanted.MemBwSchema]).Where(schema => !string.IsNullOrEmpty(schema)).SelectMany(schema => schema!.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    // A group that is there is others' too: it is joined as it is, or not at all.
    private static bool Existing(OciIntelRdt wanted, string group, string[] schemas)
    {
        if (string.IsNullOrEmpty(wanted.ClosId)) return false;
        if (!Directory.Exists(group)) return schemas.Length > 0 ? false : throw new InvalidSpecException("linux.intelRdt.closID", wanted.ClosId, "a group that is there, or a schema for a new one");
        var there = File.ReadAllLines($"{group}/schemata").Select(line => line.Trim()).ToHashSet();
        foreach (var schema in schemas)
            if (!there.Contains(schema.Trim())) throw new InvalidSpecException("linux.intelRdt", schema, $"what the group {wanted.ClosId} has already");
        return true;
    }

    private static void Join(LaunchScope scope, string group)
    {
        var pid = PlanData.Of(new string(' ', 10));
        scope.Keeper.Do(SystemCall.Patch, $"the pid for {group}", scope.Pid, pid, PidWidth);
        Write(scope, $"{group}/tasks", pid, 10, "the process");
    }

    private static void Write(LaunchScope scope, string path, PlanData data, int length, string what) =>
        scope.Keeper.Do(SystemCall.WriteFile, $"{what} to {path}", Flags.AtCwd, path, data, length);
}
