namespace Containment.Bundles.Oci;

/// <summary>A comparison of one argument.</summary>
internal sealed record OciSyscallArgument
{
    public uint Index { get; init; }
    public ulong Value { get; init; }
    public ulong ValueTwo { get; init; }
    public string Op { get; init; } = "";

    public static OciSyscallArgument From(SpecNode node)
    {
        node.NotNull("index", "value", "valueTwo", "op");
        return new()
        {
            Index = node.UInt32("index") ?? 0,
            Value = node.UInt64("value") ?? 0,
            ValueTwo = node.UInt64("valueTwo") ?? 0,
            Op = node.Text("op")!,
        };
    }
}
