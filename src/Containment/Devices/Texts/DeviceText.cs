using System.Globalization;

namespace Containment.Devices.Texts;

/// <summary>
/// Devices as text:
/// <code>
/// /dev/NODE[:/dev/INSIDE][:rwm][,mode=0660][,uid=N][,gid=N]
/// kvm | fuse | tun | gpu
/// [0000:]00:04.0[,name=lan0][,vfio][,vf=N]
/// vendor.com/class=device
/// </code>
/// </summary>
internal static class DeviceText
{
    public const string Expected = "a node as /dev/fuse, a class (kvm, fuse, tun, gpu), a PCI address as 0000:00:04.0, or a CDI name as vendor.com/class=device";

    public static DeviceSpec Read(string text)
    {
        if (DeviceClasses.Is(text)) return new DeviceSpec.Class(text);
        if (text.StartsWith('/')) return Node(text);
        var options = text.Split(',');
        if (PciText.Full(options[0]) is not null) return Pci(options);
        return CdiText.IsQualified(text) ? new DeviceSpec.Cdi(text) : throw new InvalidSpecException("devices", text, Expected);
    }

    public static string Write(DeviceSpec.Node node)
    {
        var target = node.Target == node.Path ? "" : $":{node.Target}";
        var access = node.Access == "rw" ? "" : $":{node.Access}";
        return $"{node.Path}{target}{access}{(node.Mode is { } mode ? $",mode=0{Convert.ToString(mode, 8)}" : "")}{Option("uid", node.Uid)}{Option("gid", node.Gid)}";
    }

    public static string Write(DeviceSpec.Pci pci) =>
        $"{pci.Address}{(pci.LinkName is { } name ? $",name={name}" : "")}{(pci.Vfio ? ",vfio" : "")}{(pci.VirtualFunction is { } number ? $",vf={number}" : "")}";

    private static string Option(string name, uint id) => id == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $",{name}={id}");

    private static DeviceSpec.Node Node(string text)
    {
        var options = text.Split(',');
        var parts = options[0].Split(':');
        var node = new DeviceSpec.Node(parts[0]);
        node = parts[1..] switch
        {
            [] => node,
            [['/', ..] target] => node with { Target = target },
            [['/', ..] target, var access] => node with { Target = target, Access = access },
            [var access] => node with { Access = access },
            _ => throw new InvalidSpecException("devices", text, "/dev/NODE[:/dev/INSIDE][:rwm]"),
        };
        foreach (var option in options[1..])
            node = option.Split('=') switch
            {
                ["mode", var bits] => node with { Mode = Octal(bits) },
                ["uid", var id] => node with { Uid = Number(id) },
                ["gid", var id] => node with { Gid = Number(id) },
                _ => throw new InvalidSpecException("devices", text, "mode=, uid= or gid= after a comma"),
            };
        return node;
    }

    private static DeviceSpec.Pci Pci(string[] options)
    {
        var pci = new DeviceSpec.Pci(options[0]);
        foreach (var option in options[1..])
            pci = option.Split('=') switch
            {
                ["name", var name] => pci with { LinkName = name },
                ["vfio"] => pci with { Vfio = true },
                ["vf", var number] => pci with { VirtualFunction = (int)Number(number) },
                _ => throw new InvalidSpecException("devices", string.Join(',', options), "name=, vfio or vf= after a comma"),
            };
        return pci;
    }

    private static uint Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidSpecException("devices", text, "a number");

    private static int Octal(string text) =>
        text.Length is > 0 and <= 4 && text.All(digit => digit is >= '0' and <= '7') ? Convert.ToInt32(text, 8) : throw new InvalidSpecException("devices.mode", text, "permission bits in octal, as in 0660");
}
