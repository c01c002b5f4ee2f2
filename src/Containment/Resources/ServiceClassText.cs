using System.Globalization;

namespace Containment.Resources;

/// <summary>Reads the parts of a service class.</summary>
internal static class ServiceClassText
{
    public const string Form = "memory=GUARANTEE[:WEIGHT[:LIMIT]] and cpu=GUARANTEE[:WEIGHT[:LIMIT]], as in memory=256M:200:1G,cpu=0.5";

    public static ServiceClass WithMemory(ServiceClass read, string text)
    {
        var words = Words("service.memory", text);
        return read with
        {
            MemoryGuarantee = MemoryLimit.Parse(words[0]),
            MemoryWeight = words.Length > 1 ? Weight(words[1]) : read.MemoryWeight,
            MemoryLimit = words.Length > 2 ? MemoryLimit.Parse(words[2]) : read.MemoryLimit,
        };
    }

    public static ServiceClass WithCpu(ServiceClass read, string text)
    {
        var words = Words("service.cpu", text);
        return read with
        {
            CpuGuarantee = CpuLimit.Parse(words[0]),
            CpuWeight = words.Length > 1 ? CpuWeight.Parse(words[1]) : read.CpuWeight,
            CpuLimit = words.Length > 2 ? CpuLimit.Parse(words[2]) : read.CpuLimit,
        };
    }

    private static int Weight(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) ? weight : throw new InvalidSpecException("service.memoryWeight", text, "1 to 10000");

    private static string[] Words(string field, string text) => text.Split(':') is { Length: <= 3 } words ? words : throw new InvalidSpecException(field, text, Form);
}
