namespace Containment.Linux.Processes;

/// <summary>containment-init, taken out of this assembly into a sealed memfd once a process: nobody can change it, and nothing is on disk.</summary>
internal static unsafe class InitProgram
{
    private const uint CloseOnExec = 1, AllowSealing = 2;
    private const int AddSeals = 1033, ContentSeals = 0xf, ModeSeal = 0x20;

    private static readonly Lazy<byte[]> Bytes = new(Read);
    private static readonly Lazy<Descriptor> Sealed = new(Make);
    private static readonly Lazy<string> Digest = new(() => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Bytes.Value).AsSpan(0, 8)));

    /// <summary>The memfd; it stays open as long as the process lives.</summary>
    public static Descriptor Memory => Sealed.Value;

    /// <summary>Differs for each build: processes that were saved while they ran one must not come back on another.</summary>
    public static string Version => Digest.Value;

    private static byte[] Read()
    {
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        using var stream = typeof(InitProgram).Assembly.GetManifestResourceStream($"containment-init.{architecture}")
            ?? throw new PlatformNotSupportedException($"this build holds no containment-init for {architecture}: a C compiler for it was missing when it was built");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static Descriptor Make()
    {
        var bytes = Bytes.Value;
        var memory = new Descriptor((int)KernelRefusal.Check(LibCProcesses.memfd_create("containment-init", CloseOnExec | AllowSealing), "memfd_create", "containment-init"));
        fixed (byte* start = bytes)
            for (var written = 0; written < bytes.Length;)
                written += (int)KernelRefusal.Check(LibC.write(memory.Number, start + written, (nuint)(bytes.Length - written)), "write", "containment-init");
        // A container may get at it by /proc/self/exe; one whose root is the host's could take the right to execute it from everybody.
        if (LibCProcesses.fcntl(memory.Number, AddSeals, ContentSeals | ModeSeal) < 0) // Linux 6.3
            KernelRefusal.Check(LibCProcesses.fcntl(memory.Number, AddSeals, ContentSeals), "fcntl", "F_ADD_SEALS");
        return memory;
    }
}
