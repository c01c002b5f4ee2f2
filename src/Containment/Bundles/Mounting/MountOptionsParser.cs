namespace Containment.Bundles.Mounting;

/// <summary>Sorts the option strings of a mount by meaning. What no table knows goes to the file system.</summary>
internal static class MountOptionsParser
{
    private static readonly Dictionary<string, (MountAttributes Set, MountAttributes Clear)> Attributes = new()
    {
        ["ro"] = (MountAttributes.ReadOnly, 0), ["rw"] = (0, MountAttributes.ReadOnly),
        ["nosuid"] = (MountAttributes.NoSuid, 0), ["suid"] = (0, MountAttributes.NoSuid),
        ["nodev"] = (MountAttributes.NoDev, 0), ["dev"] = (0, MountAttributes.NoDev),
        ["noexec"] = (MountAttributes.NoExec, 0), ["exec"] = (0, MountAttributes.NoExec),
        ["nodiratime"] = (MountAttributes.NoDirAtime, 0), ["diratime"] = (0, MountAttributes.NoDirAtime),
        ["nosymfollow"] = (MountAttributes.NoSymlinkFollow, 0), ["symfollow"] = (0, MountAttributes.NoSymlinkFollow),
        ["noatime"] = (MountAttributes.NoAtime, MountAttributes.AtimePolicy), ["atime"] = (0, MountAttributes.AtimePolicy),
        ["relatime"] = (0, MountAttributes.AtimePolicy), ["norelatime"] = (0, MountAttributes.AtimePolicy),
        ["strictatime"] = (MountAttributes.StrictAtime, MountAttributes.AtimePolicy), ["nostrictatime"] = (0, MountAttributes.AtimePolicy),
        ["defaults"] = (0, 0),
    };

    private static readonly Dictionary<string, Propagation> Propagations = new()
    {
        ["private"] = Propagation.Private, ["shared"] = Propagation.Shared, ["slave"] = Propagation.Slave, ["unbindable"] = Propagation.Unbindable,
    };

    /// <summary>All options that mean something here; others go to the file system.</summary>
    public static IReadOnlyList<string> Known =>
    [
        .. Attributes.Keys, .. Attributes.Keys.Where(name => name != "defaults").Select(name => $"r{name}"), .. Propagations.Keys, .. Propagations.Keys.Select(name => $"r{name}"),
        "bind", "rbind", "remount", "idmap", "ridmap", "tmpcopyup", "async", "loud", "nomand", "noiversion", "nolazytime",
    ];

    /// <summary>Later options win over earlier ones, as mount(8) has it.</summary>
    public static MountOptions Parse(IReadOnlyList<string>? options)
    {
        var result = new MountOptions();
        List<PropagationChange> propagation = [];
        List<FileSystemOption> data = [];
        foreach (var option in options ?? [])
        {
            if (Attributes.TryGetValue(option, out var own))
                result = result with { Set = result.Set & ~own.Clear | own.Set, Clear = Cleared(result.Clear, own) };
            else if (option is ['r', .. var plain] && option != "defaults" && Attributes.TryGetValue(plain, out var recursive))
                result = result with { RecursiveSet = result.RecursiveSet & ~recursive.Clear | recursive.Set, RecursiveClear = Cleared(result.RecursiveClear, recursive) };
            else if (Propagations.TryGetValue(option, out var kind)) propagation.Add(new(kind, false));
            else if (option is ['r', .. var deep] && Propagations.TryGetValue(deep, out kind)) propagation.Add(new(kind, true));
            else result = Single(result, option, data);
        }
        return result with { Propagation = propagation, Data = data };
    }

    // An atime policy clears all of its bits in the same call that sets one (mount_setattr(2)); other bits are in one set only.
    private static MountAttributes Cleared(MountAttributes before, (MountAttributes Set, MountAttributes Clear) change) =>
        before & ~(change.Set & ~MountAttributes.AtimePolicy) | change.Clear;

    private static MountOptions Single(MountOptions known, string option, List<FileSystemOption> data)
    {
        switch (option)
        {
            case "bind": return known with { Bind = known.Bind == BindKind.Recursive ? BindKind.Recursive : BindKind.Single };
            case "rbind": return known with { Bind = BindKind.Recursive };
            case "remount": return known with { Remount = true };
            case "idmap": return known with { IdMap = IdMapKind.Single };
            case "ridmap": return known with { IdMap = IdMapKind.Recursive };
            case "tmpcopyup": return known with { CopyUp = true };
            // The opposites of flags that no file system has unless they were asked for.
            case "async" or "loud" or "nomand" or "noiversion" or "nolazytime": return known;
        }
        var equals = option.IndexOf('=');
        data.Add(equals < 0 ? new(option, null) : new(option[..equals], option[(equals + 1)..]));
        return known;
    }
}
