namespace Containment.Bundles.Oci;

/// <summary>A system call filter (seccomp(2)).</summary>
internal sealed record OciSeccomp
{
    public string DefaultAction { get; init; } = "";
    public uint? DefaultErrnoRet { get; init; }
    public IReadOnlyList<string>? Architectures { get; init; }
    public IReadOnlyList<string>? Flags { get; init; }
    public string? ListenerPath { get; init; }
    public string? ListenerMetadata { get; init; }
    public IReadOnlyList<OciSyscallRule>? Syscalls { get; init; }

    public static OciSeccomp From(SpecNode node)
    {
        node.NotNull("defaultAction");
        return new()
        {
            DefaultAction = node.Text("defaultAction")!,
            DefaultErrnoRet = node.UInt32("defaultErrnoRet"),
            Architectures = node.Texts("architectures"),
            Flags = node.Texts("flags"),
            ListenerPath = node.Text("listenerPath"),
            ListenerMetadata = node.Text("listenerMetadata"),
            Syscalls = node.Parts("syscalls", OciSyscallRule.From),
        };
    }
}
