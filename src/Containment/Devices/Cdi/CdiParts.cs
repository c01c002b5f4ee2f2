namespace Containment.Devices.Cdi;

/// <summary>What belongs to a device of the Container Device Interface on this machine.</summary>
internal static class CdiParts
{
    private const int Largest = 4 << 20;

    public static DeviceParts Of(string name, DeviceFolders folders)
    {
        var (kind, device) = Read(folders).Find(name);
        return Parts(kind, folders).With(Parts(device, folders));
    }

    public static CdiCatalog Read(DeviceFolders folders)
    {
        List<(CdiSpec, int)> specs = [];
        List<string> damaged = [];
        foreach (var (directory, index) in folders.Cdi.Select((directory, index) => (directory, index)))
            foreach (var file in Files(directory))
            {
                try
                {
                    if (new FileInfo(file).Length > Largest) throw new InvalidSpecException(file, "larger than 4 MiB", "a file of devices");
                    specs.Add((CdiReader.Read(File.ReadAllBytes(file), file), index));
                }
                catch (Exception unfit) when (unfit is InvalidSpecException or IOException or UnauthorizedAccessException)
                {
                    damaged.Add(unfit.Message);
                }
            }
        return new(specs) { Damaged = damaged };
    }

    private static IReadOnlyList<string> Files(string directory) =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal)] : [];

    private static DeviceParts Parts(CdiEdits edits, DeviceFolders folders) => new()
    {
        Nodes = [.. edits.Nodes.Select(node => Node(node, folders))], Mounts = edits.Mounts, Links = edits.Links, Environment = edits.Environment, Hooks = edits.Hooks,
    };

    private static NodePart Node(CdiNode node, DeviceFolders folders)
    {
        var facts = folders.Look(Path.Combine(folders.Dev, node.HostPath[5..]));
        if (facts is null && (node.Major is null || node.Minor is null)) throw new ContainmentException(FailureReason.NotFound, node.HostPath, $"there is no device node {node.HostPath} on this host; the vendor's driver is not loaded, or its file is of another machine");
        return new(node.HostPath, node.Path, node.Kind ?? facts?.Kind ?? 'c', node.Major ?? facts!.Value.Major, node.Minor ?? facts!.Value.Minor)
        {
            Access = node.Access, Mode = node.Mode ?? facts?.Mode ?? 0x1b6, Uid = node.Uid, Gid = node.Gid,
        };
    }
}
