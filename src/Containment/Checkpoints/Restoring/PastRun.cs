using Containment.Containers.Storing;
using Containment.Launch;

namespace Containment.Checkpoints.Restoring;

/// <summary>What is known of the container's last run, put aside while a restore is tried.</summary>
internal sealed record PastRun(byte[]? Facts, string? Exit)
{
    public static PastRun Read(ContainerPaths paths) => new(Content(paths.Run), ExitRecord.Words(paths.Exit));

    public void Write(ContainerPaths paths)
    {
        if (Exit is not null) ExitRecord.Write(paths.Exit, Exit);
        else File.Delete(paths.Exit);
        if (Facts is not null) File.WriteAllBytes(paths.Run, Facts);
    }

    private static byte[]? Content(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;
}
