namespace Containment.Tests.Devices;

/// <summary>
/// A recorded sysfs tree, unpacked to a directory: a line <c>path = content</c> is a file (\n is a line end), <c>path -> target</c> a link, <c>path/</c> a
/// directory; # begins a remark. PCI devices are linked into bus/pci/devices by themselves.
/// </summary>
internal sealed class SysfsTree : IDisposable
{
    public SysfsTree(string text)
    {
        Root = Directory.CreateTempSubdirectory("ctsys").FullName;
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')) Make(line);
    }

    public string Root { get; }

    public string this[string path] => File.ReadAllText(Path.Combine(Root, path));

    public static SysfsTree Recorded(string name) => new(File.ReadAllText(Path.Combine(Architecture.SourceTree.Root, "tests/Containment.Tests/Devices/Trees", $"{name}.txt")));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public void Make(string line)
    {
        var words = line.Split(' ', 3);
        var path = Path.Combine(Root, words[0].TrimEnd('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (words.Length == 1) Directory.CreateDirectory(path);
        else if (words[1] == "->") File.CreateSymbolicLink(path, words[2]);
        else File.WriteAllText(path, words[2].Replace("\\n", "\n", StringComparison.Ordinal) + "\n");
        // devices/pci0000:00/0000:00:04.0/class makes bus/pci/devices/0000:00:04.0.
        if (words is not [_, "=", _] || Path.GetFileName(words[0]) != "class" || Path.GetDirectoryName(words[0]) is not { } device || Path.GetFileName(device) is not ['0', _, _, _, ':', ..] address) return;
        Directory.CreateDirectory(Path.Combine(Root, "bus/pci/devices"));
        File.CreateSymbolicLink(Path.Combine(Root, "bus/pci/devices", address), $"../../../{device}");
    }
}
