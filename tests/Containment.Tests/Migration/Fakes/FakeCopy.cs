namespace Containment.Tests.Migration.Fakes;

/// <summary>
/// Something that stands for a container on one host: a directory with its files and one word of state, so that it outlives
/// its process as real ones do. Both hosts' copies lie side by side; each notes it when the other ran at the same time.
/// </summary>
internal sealed class FakeCopy(string world, string side)
{
    public const string Running = "running", Frozen = "frozen", Held = "held", Prepared = "prepared", None = "none";

    public string Files => Path.Combine(world, side, "files");

    /// <summary>What it remembers; a test may give it more.</summary>
    public byte[] Memory
    {
        get => File.Exists(MemoryPath) ? File.ReadAllBytes(MemoryPath) : "all it remembers"u8.ToArray();
        set => File.WriteAllBytes(MemoryPath, value);
    }

    private string MemoryPath => Path.Combine(world, side, "memory");

    private string StatePath => Path.Combine(world, side, "state");

    public string State => File.Exists(StatePath) ? File.ReadAllText(StatePath) : None;

    /// <summary>Sets the state at once; what must not be is written down for the test to find.</summary>
    public void Become(string state)
    {
        if (state == Running)
        {
            foreach (var other in Directory.EnumerateDirectories(world))
                if (Path.GetFileName(other) != side && File.Exists(Path.Combine(other, "state")) && File.ReadAllText(Path.Combine(other, "state")) == Running)
                    File.AppendAllText(Path.Combine(world, "violations"), $"{side} began to run while {Path.GetFileName(other)} ran\n");
        }
        Directory.CreateDirectory(Path.GetDirectoryName(StatePath)!);
        var next = StatePath + "~";
        File.WriteAllText(next, state);
        File.Move(next, StatePath, overwrite: true);
    }

    public void Delete()
    {
        if (Directory.Exists(Path.Combine(world, side))) Directory.Delete(Path.Combine(world, side), recursive: true);
    }
}
