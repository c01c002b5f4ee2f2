using System.Globalization;
using Containment.Linux.Cgroups;

namespace Containment.Resources.V2;

/// <summary>Reads the form of cpu.pressure, memory.pressure and io.pressure (Documentation/accounting/psi.rst).</summary>
internal static class PressureText
{
    /// <summary>Null where the kernel has no such file or has it switched off.</summary>
    public static PressureStall? Parse(string? text) =>
        CgroupText.Line(text, "some") is { } some ? new(Share(some), CgroupText.Line(text, "full") is { } full ? Share(full) : PressureShare.Zero) : null;

    private static PressureShare Share(string line) =>
        new(Part(line, "avg10"), Part(line, "avg60"), Part(line, "avg300"), TimeSpan.FromMicroseconds(CgroupText.Number(CgroupText.Part(line, "total")) ?? 0));

    private static double Part(string line, string key) => double.Parse(CgroupText.Part(line, key) ?? "0", CultureInfo.InvariantCulture) / 100;
}
