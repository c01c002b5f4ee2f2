using System.Text.Json;
using Containment.Bundles.Oci;
using Containment.Bundles.Rules;
using Containment.Devices.Texts;

namespace Containment.Devices.Cdi;

/// <summary>Reads a file of the Container Device Interface (cncf-tags/container-device-interface, SPEC.md, versions 0.3.0 to 1.1.0). Pure.</summary>
internal static class CdiReader
{
    private static readonly HashSet<string> Versions = ["0.3.0", "0.4.0", "0.5.0", "0.6.0", "0.7.0", "0.8.0", "1.0.0", "1.1.0"];

    /// <exception cref="InvalidSpecException">It is none, or of a version that is not known; the field names file and place.</exception>
    public static CdiSpec Read(ReadOnlySpan<byte> json, string file)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new() { MaxDepth = 16 });
            using var document = JsonDocument.ParseValue(ref reader);
            return Spec(new(document.RootElement, file), file);
        }
        catch (JsonException damaged)
        {
            throw new InvalidSpecException(file, null, "a JSON file of the Container Device Interface", damaged);
        }
    }

    private static CdiSpec Spec(CdiElement top, string file)
    {
        if (top.Text("cdiVersion") is var version && !Versions.Contains(version ?? "")) throw top.Wrong("cdiVersion", version, $"one of {string.Join(", ", Versions.Order(StringComparer.Ordinal))}");
        if (top.Text("kind") is not { } kind || !CdiText.IsKind(kind)) throw top.Wrong("kind", top.Text("kind"), "vendor.com/class");
        Dictionary<string, CdiEdits> devices = [];
        foreach (var device in top.List("devices"))
        {
            if (device.Text("name") is not { } name || !CdiText.IsName(name)) throw device.Wrong("name", device.Text("name"), "letters, digits, and . _ : - inside");
            if (!devices.TryAdd(name, Edits(device.Part("containerEdits")))) throw device.Wrong("name", name, "each device once");
        }
        return devices.Count > 0 ? new(file, kind, Edits(top.Part("containerEdits")), devices) : throw top.Wrong("devices", null, "a device or more");
    }

    private static CdiEdits Edits(CdiElement? edits) => edits is null ? new() : new()
    {
        Environment = [.. edits.Texts("env").Select(line => line.IndexOf('=') > 0 && !line.Contains('\0') ? line : throw edits.Wrong("env", line, "NAME=value"))],
        Nodes = [.. edits.List("deviceNodes").Select(Node)],
        Mounts = [.. edits.List("mounts").Select(Mount)],
        Links = [.. edits.List("netDevices").Select(link => new LinkPart(Networks.LinkName.Checked(link.Text("hostInterfaceName"), link.Field("hostInterfaceName")), Networks.LinkName.Checked(link.Text("name"), link.Field("name"))))],
        Hooks = edits.List("hooks").Select(Hook).Aggregate((OciHooks?)null, DeviceParts.Both),
    };

    private static CdiNode Node(CdiElement node)
    {
        var path = NodePath.Checked(node.Text("path"), node.Field("path"));
        char? kind = node.Text("type") switch { null or "" => null, "c" or "u" => 'c', "b" => 'b', var other => throw node.Wrong("type", other, "b, c or u") };
        var access = node.Text("permissions") is { Length: > 0 } letters ? NodePath.Letters(letters) : "rwm";
        return new(path, NodePath.Checked(node.Text("hostPath") is { Length: > 0 } host ? host : path, node.Field("hostPath")), kind, node.Number("major"), node.Number("minor"), (int?)(node.Number("fileMode") & 0x1ff), access, node.Number("uid") ?? 0, node.Number("gid") ?? 0);
    }

    private static OciMount Mount(CdiElement mount)
    {
        var target = mount.Text("containerPath") is ['/', ..] path && MountRules.Plain(path) is { Length: > 1 } plain ? plain : throw mount.Wrong("containerPath", mount.Text("containerPath"), "an absolute path below /");
        if (target == "/proc" || target.StartsWith("/proc/", StringComparison.Ordinal)) throw mount.Wrong("containerPath", target, "nothing over what the kernel says");
        var options = mount.Texts("options");
        if (mount.Text("type") is { Length: > 0 } type && type != "bind") return new() { Destination = target, Type = type, Source = mount.Text("hostPath") ?? type, Options = options };
        var source = mount.Text("hostPath") is ['/', ..] host ? host : throw mount.Wrong("hostPath", mount.Text("hostPath"), "an absolute path of the host");
        return new() { Destination = target, Type = "bind", Source = source, Options = options.Any(option => option is "bind" or "rbind") ? options : [.. options, "rbind"] };
    }

    private static OciHooks Hook(CdiElement hook)
    {
        var program = new OciHook { Path = hook.Text("path") is ['/', ..] path ? path : throw hook.Wrong("path", hook.Text("path"), "an absolute path"), Args = hook.Has("args") ? hook.Texts("args") : null, Env = hook.Has("env") ? hook.Texts("env") : null, Timeout = (int?)hook.Number("timeout") };
        return hook.Text("hookName") switch
        {
            "prestart" => new() { Prestart = [program] },
            "createRuntime" => new() { CreateRuntime = [program] },
            "createContainer" => new() { CreateContainer = [program] },
            "startContainer" => new() { StartContainer = [program] },
            "poststart" => new() { Poststart = [program] },
            "poststop" => new() { Poststop = [program] },
            var other => throw hook.Wrong("hookName", other, "a hook of the OCI runtime specification"),
        };
    }
}
