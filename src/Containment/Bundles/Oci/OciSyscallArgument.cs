namespace Containment.Bundles.Oci;

/// <summary>A comparison of one argument.</summary>
internal sealed record OciSyscallArgument
{
    public uint Index { get; init; }
    public ulong Value { get; init; }
    public ulong ValueTwo { get; init; }
    public string Op { get; init; } = "";
}
