using Containment.Linux.Devices;
using Containment.Resources;

namespace Containment.Cli.Options;

/// <summary>Reads <c>c 10:229 rwm</c>, or a node of this machine: <c>/dev/fuse</c>, <c>/dev/fuse:rw</c>.</summary>
internal static class DeviceText
{
    public static DevicePermission Parse(string verb, string text)
    {
        if (!text.StartsWith('/')) return DevicePermission.Parse($"{verb} {text}");
        var (path, access) = text.LastIndexOf(':') is > 0 and var colon ? (text[..colon], text[(colon + 1)..]) : (text, "rwm");
        return DeviceNode.Find(path) is { } node ? DevicePermission.Parse($"{verb} {node} {access}") : throw new InvalidSpecException($"--device-{verb}", path, "a device node of this machine, or as in \"c 10:229 rwm\"");
    }
}
