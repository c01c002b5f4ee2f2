using System.Security.Cryptography;
using System.Text;

namespace Containment.Checkpoints.Criu;

/// <summary>
/// What CRIU found out about the kernel, kept between its runs. CRIU itself keeps it in /run, but only where that is a tmpfs; without it
/// each start asks the kernel anew, for 50 to 100 ms.
/// </summary>
internal sealed class KernelFeatures(string directory, CriuProgram program)
{
    /// <summary>Where CRIU has it, in its own mount namespace.</summary>
    public const string Place = "/run/criu.kdat";

    private const int LargestFile = 64 << 10;

    // Another kernel or another CRIU finds other things out.
    private readonly string _path = Path.Combine(directory,
        $"criu.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{program.Path} {File.GetLastWriteTimeUtc(program.Path).Ticks} {Machine.Kernel} {Machine.KernelBuild}")).AsSpan(0, 8))}.kdat");

    /// <summary>Null where nothing is known yet.</summary>
    public byte[]? Read()
    {
        try
        {
            return File.ReadAllBytes(_path) is { Length: > 0 and <= LargestFile } bytes ? bytes : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Takes it from a CRIU that was made to find it out.</summary>
    public void Keep(int criu)
    {
        var found = $"/proc/{criu}/root{Place}";
        if (!File.Exists(found)) return;
        var beside = $"{_path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
        File.Copy(found, beside, overwrite: true);
        File.Move(beside, _path, overwrite: true);
    }
}
