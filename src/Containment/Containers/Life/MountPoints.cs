namespace Containment.Containers.Life;

/// <summary>What is mounted where in a container that runs.</summary>
internal static class MountPoints
{
    private const int MostLinks = 40;

    /// <summary>The topmost mount on a place; null where nothing is mounted.</summary>
    public static MountLine? Find(int init, string target) => File.ReadLines($"/proc/{init}/mountinfo").Select(MountLine.Parse).LastOrDefault(line => line.Target == target);

    /// <summary>Whether its /dev is the tmpfs that it began with, and not the host's.</summary>
    public static bool HasOwnDevices(int init) => Find(init, "/dev") is { Type: "tmpfs", Root: "/" };

    /// <summary>Whether there is anything at a place, be it a link that leads nowhere.</summary>
    public static bool IsThere(int init, string path)
    {
        var file = new FileInfo($"/proc/{init}/root{path}");
        return file.Exists || file.LinkTarget is not null || Directory.Exists(file.FullName);
    }

    /// <summary>A place without any link in its path, as it will be called once something is mounted there. What is not there yet is called as it is said.</summary>
    public static string Real(int init, string target)
    {
        List<string> real = [];
        var ahead = new Stack<string>(target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name == ".") continue;
            if (name == "..")
            {
                if (real.Count > 0) real.RemoveAt(real.Count - 1);
                continue;
            }
            // Only to name it: what mounts resolves it again, by the kernel, and never out of the container.
            var link = new FileInfo($"/proc/{init}/root/{string.Join('/', real.Append(name))}").LinkTarget;
            if (link is null) real.Add(name);
            else if (++links > MostLinks) throw new InvalidSpecException("mounts.destination", target, "a path that is no circle of links");
            else
            {
                if (link.StartsWith('/')) real.Clear();
                foreach (var part in link.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) ahead.Push(part);
            }
        }
        return "/" + string.Join('/', real);
    }
}
