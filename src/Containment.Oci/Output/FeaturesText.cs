using System.Text.Json;
using Containment.Bundles;
using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;

namespace Containment.Oci.Output;

/// <summary>What the runtime can do, in the form of features.md and features-linux.md.</summary>
internal static class FeaturesText
{
    private static readonly string[] Architectures =
    [
        "SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM", "SCMP_ARCH_MIPS", "SCMP_ARCH_MIPS64", "SCMP_ARCH_MIPS64N32", "SCMP_ARCH_MIPSEL", "SCMP_ARCH_MIPSEL64", "SCMP_ARCH_MIPSEL64N32",
        "SCMP_ARCH_PPC", "SCMP_ARCH_PPC64", "SCMP_ARCH_PPC64LE", "SCMP_ARCH_RISCV64", "SCMP_ARCH_S390", "SCMP_ARCH_S390X", "SCMP_ARCH_X32", "SCMP_ARCH_X86", "SCMP_ARCH_X86_64",
    ];

    public static byte[] Write()
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new() { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("ociVersionMin", "1.0.0");
            writer.WriteString("ociVersionMax", RuntimeSpec.Version);
            Words(writer, "hooks", ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"]);
            Words(writer, "mountOptions", MountOptionsParser.Known.Order(StringComparer.Ordinal));
            Linux(writer);
            writer.WriteStartObject("annotations");
            writer.WriteString("io.containment.version", VersionText.Number);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static void Linux(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("linux");
        Words(writer, "namespaces", ["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"]);
        Words(writer, "capabilities", Capabilities.Names);
        Switches(writer, "cgroup", "v1", "v2", "systemd", "systemdUser", "rdma");
        writer.WriteStartObject("seccomp");
        writer.WriteBoolean("enabled", true);
        Words(writer, "actions", SeccompNames.Actions.Order(StringComparer.Ordinal));
        Words(writer, "operators", SeccompNames.Operators.Order(StringComparer.Ordinal));
        Words(writer, "archs", Architectures);
        Words(writer, "knownFlags", SeccompNames.Flags.Order(StringComparer.Ordinal));
        Words(writer, "supportedFlags", SeccompNames.Flags.Order(StringComparer.Ordinal));
        writer.WriteEndObject();
        Switches(writer, "apparmor", "enabled");
        Switches(writer, "selinux", "enabled");
        Switches(writer, "intelRdt", "enabled");
        writer.WriteStartObject("mountExtensions");
        Switches(writer, "idmap", "enabled");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Switches(Utf8JsonWriter writer, string name, params ReadOnlySpan<string> on)
    {
        writer.WriteStartObject(name);
        foreach (var one in on) writer.WriteBoolean(one, true);
        writer.WriteEndObject();
    }

    private static void Words(Utf8JsonWriter writer, string name, IEnumerable<string> words)
    {
        writer.WriteStartArray(name);
        foreach (var word in words) writer.WriteStringValue(word);
        writer.WriteEndArray();
    }
}
