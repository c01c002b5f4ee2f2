using System.Text;

namespace Containment.Containers.Life;

/// <summary>A line of /proc/PID/mountinfo (proc(5)).</summary>
/// <param name="Target">Where it is mounted, as the container sees it.</param>
/// <param name="Device">The device number of the file system.</param>
/// <param name="Root">What of the file system is mounted.</param>
/// <param name="Type">The file system's type.</param>
/// <param name="Source">The device, or what stands for one.</param>
/// <param name="ReadOnly">Whether the mount itself refuses writing.</param>
internal sealed record MountLine(string Target, string Device, string Root, string Type, string Source, bool ReadOnly)
{
    public static MountLine Parse(string line)
    {
        var words = line.Split(' ');
        var dash = Array.IndexOf(words, "-", 6);
        return new(Plain(words[4]), words[2], Plain(words[3]), words[dash + 1], Plain(words[dash + 2]), words[5].Split(',').Contains("ro"));
    }

    // \040 is a space.
    private static string Plain(string text)
    {
        if (!text.Contains('\\')) return text;
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\') plain.Append(text[i]);
            else
            {
                plain.Append((char)Convert.ToInt32(text.Substring(i + 1, 3), 8));
                i += 3;
            }
        }
        return plain.ToString();
    }
}
