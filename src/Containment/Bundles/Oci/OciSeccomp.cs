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
}
