namespace Containment.Linux.Namespaces;

/// <summary>Who this process is.</summary>
internal static partial class Self
{
    private static readonly Lazy<Standing> Found = new(() => StandingOf(User, KernelText.Read("/proc/self/uid_map")));

    public static uint User => geteuid();

    public static uint Group => getegid();

    public static Standing Standing => Found.Value;

    /// <summary>Whether its user namespace lets it set supplementary groups (user_namespaces(7)).</summary>
    public static bool SetsGroups { get; } = !File.Exists("/proc/self/setgroups") || KernelText.Read("/proc/self/setgroups").Trim() != "deny";

    /// <summary>Decides from the effective user id and the text of uid_map: the machine's own namespace maps every id to itself.</summary>
    public static Standing StandingOf(uint user, string map) =>
        user != 0 ? Standing.User
        : map.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) is ["0", "0", "4294967295"] ? Standing.Root
        : Standing.NamespaceRoot;

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();
}
