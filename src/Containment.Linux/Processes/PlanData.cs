using System.Text;

namespace Containment.Linux.Processes;

/// <summary>Bytes that a step's argument points to, which may themselves hold pointers to other data.</summary>
internal sealed record PlanData(byte[] Bytes, params IReadOnlyList<(int At, PlanData Target)> Pointers)
{
    /// <summary>A string with the NUL that ends it.</summary>
    /// <exception cref="ArgumentException">It has a NUL inside, which would cut it short.</exception>
    public static PlanData Of(string text)
    {
        if (text.Contains('\0')) throw new ArgumentException("a NUL inside a string", nameof(text));
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return new(bytes);
    }

    /// <summary>An array of pointers to strings, ended by a null pointer, as execve(2) takes it.</summary>
    public static PlanData Of(IEnumerable<string> strings)
    {
        (int, PlanData)[] pointers = [.. strings.Select((text, n) => (n * 8, Of(text)))];
        return new(new byte[(pointers.Length + 1) * 8], pointers);
    }

    /// <summary>Numbers of 32 bits.</summary>
    public static PlanData Of(params ReadOnlySpan<uint> numbers) => new(MemoryMarshal.AsBytes(numbers).ToArray());

    /// <summary>Numbers of 64 bits.</summary>
    public static PlanData OfLong(params ReadOnlySpan<ulong> numbers) => new(MemoryMarshal.AsBytes(numbers).ToArray());
}
