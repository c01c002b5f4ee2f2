namespace Containment.Bundles.Oci;

/// <summary>What happens to the named calls when all <see cref="Args"/> match.</summary>
internal sealed record OciSyscallRule
{
    public IReadOnlyList<string>? Names { get; init; }
    public string Action { get; init; } = "";
    public uint? ErrnoRet { get; init; }
    public IReadOnlyList<OciSyscallArgument>? Args { get; init; }

    public static OciSyscallRule From(SpecNode node)
    {
        node.NotNull("action");
        return new()
        {
            Names = node.Texts("names"),
            Action = node.Text("action")!,
            ErrnoRet = node.UInt32("errnoRet"),
            Args = node.Parts("args", OciSyscallArgument.From),
        };
    }
}
